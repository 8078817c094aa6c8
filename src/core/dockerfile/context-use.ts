import type { ContextUse, IgnoreLine } from '../domain/image/context.js'
import { copiedBy, type DockerfileTarget } from './copied-files.js'
import { installsOf } from './installs.js'
import { readInstructions } from './instructions.js'

/** What a Dockerfile takes from its context, and what of it its own commands make anew. */
export function contextUse(target: DockerfileTarget): ContextUse {
  const instructions = readInstructions(target.dockerfile)
  const commands = instructions
    .filter(({ keyword }) => keyword === 'RUN')
    .map(({ text, heredocs }) => [text, ...heredocs.map(({ body }) => body)].join('\n'))
  const sources = instructions
    .filter(({ keyword, flags }) => isFromContext(keyword, flags))
    .flatMap(({ args }) => wordsOf(args).slice(0, -1))
  const isUnclear = commands.some(mountsContext) || sources.some((source) => source.includes('$'))
  const copies = copiedBy(target)
  const canSpare = new Set<IgnoreLine['kind']>(['cache'])
  if (!commands.some((command) => /\bgit\b|\.git\b|\bhg\b|\bsvn\b|setuptools[_-]scm/.test(command)))
    canSpare.add('version-control')
  for (const kind of commands.flatMap((command) => [...installsOf(command)])) canSpare.add(kind)
  if (!isUnclear) canSpare.add('not-copied')
  return {
    takes: (path) => isUnclear || copies(path),
    sources: sources.map(plain).filter((source) => source !== '' && source !== '.'),
    canSpare,
  }
}

/** A mount is a bind of the context, if it does not say otherwise. */
const mountsContext = (command: string): boolean =>
  [...command.matchAll(/--mount=(\S+)/g)].some(([, said = '']) => {
    const parts = said.split(',').map((part) => part.trim())
    const type = parts.find((part) => part.startsWith('type='))
    return (type === undefined || type === 'type=bind') && !parts.some((part) => part.startsWith('from='))
  })

const isFromContext = (keyword: string, flags: readonly string[]): boolean =>
  (keyword === 'COPY' || keyword === 'ADD') && !flags.some((flag) => flag.startsWith('--from='))

const wordsOf = (args: string): readonly string[] =>
  args
    .replace(/^\[|\]$/g, '')
    .split(/[\s",]+/)
    .filter(Boolean)

const plain = (source: string): string => source.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '')
