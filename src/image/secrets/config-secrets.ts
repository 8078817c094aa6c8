import type { SecretEvidence } from '../../core/domain/image/secret.js'
import type { ImageConfig } from '../image-config.js'
import { spotInCommand, spotVariable, variableOf } from './config-text.js'
import type { Spotted } from './spotted.js'

/** Secrets that stand in the image's config: everybody who may pull it reads them there. */
export function secretsOfConfig(config: ImageConfig): readonly SecretEvidence[] {
  const environment = config.env.map(variableOf).flatMap(([name, value]) => {
    const spotted = spotVariable(name, value)
    return spotted.map((one) => evidence('environment', { ...one, name }))
  })
  const labels = Object.entries(config.labels).flatMap(([name, value]) => {
    const spotted = spotVariable(name, value)
    return spotted.map((one) => evidence('label', { ...one, name }))
  })
  const told = new Set([...environment, ...labels].map(({ name }) => name))
  // Of a variable and a label the history tells again what the config has said.
  const history = secretsOfHistory(config).filter(
    ({ where, name }) => where === 'build-argument' || name === undefined || !told.has(name),
  )
  return once([...environment, ...labels, ...history])
}

function secretsOfHistory({ history, env, labels }: ImageConfig): readonly SecretEvidence[] {
  const known = [...env, ...Object.values(labels)].join('\n')
  let layer = -1
  return history.flatMap(({ createdBy, isEmpty }): readonly SecretEvidence[] => {
    if (!isEmpty) layer++
    const text = createdBy
    const argumentsEnd = endOfArguments(text)
    const setsConfig = /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:ENV|LABEL)\s/.test(text)
    return spotInCommand(text).flatMap((one) => {
      if (setsConfig && known.includes(text.slice(one.start, one.end))) return []
      const where = one.start < argumentsEnd ? 'build-argument' : 'history'
      const name = one.name ?? nameBefore(text, one.start)
      const named = { ...one, ...(name !== undefined && { name }) }
      return [evidence(where, named, isEmpty ? undefined : layer)]
    })
  })
}

/** Builders write the arguments that a command was given in front of it: `|2 A=1 B=2 /bin/sh -c …`. */
function endOfArguments(text: string): number {
  if (/^(?:\/bin\/sh -c #\(nop\)\s+)?ARG\s/.test(text)) return text.length
  if (!/^(?:RUN )?\|\d+ /.test(text)) return 0
  const shell = text.search(/ \/\S+ (?:-\S+ )/)
  return shell === -1 ? text.length : shell
}

/** Of a token that stands as the value of a variable; `printf` is told the end of a line in two characters. */
const nameBefore = (text: string, start: number): string | undefined =>
  /([A-Za-z_][\w.-]*)=["']?[^\s"']*$/.exec(
    text.slice(Math.max(0, start - 200), start).replace(/\\[nrt]/g, '\n'),
  )?.[1]

const evidence = (
  where: SecretEvidence['where'],
  { kind, start, end, name }: Spotted,
  layer?: number,
): SecretEvidence => ({
  kind,
  where,
  ...(name !== undefined && { name }),
  ...(layer !== undefined && { layer }),
  characters: end - start,
  count: 1,
})

/** A build argument stands before every command that came after it. */
function once(all: readonly SecretEvidence[]): readonly SecretEvidence[] {
  const first = new Map<string, SecretEvidence>()
  for (const one of all) {
    const key = `${one.where} ${one.kind} ${one.name ?? ''} ${one.name === undefined ? one.layer : ''}`
    const before = first.get(key)
    // Where it was declared it made no layer; where it was used it did.
    first.set(key, before === undefined ? one : { ...one, ...before, count: before.count + 1 })
  }
  return [...first.values()]
}
