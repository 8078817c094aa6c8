import type { Instruction } from '../domain/dockerfile.js'
import { readInstructions, substitute } from './instructions.js'

export interface DockerfileTarget {
  readonly dockerfile: string
  readonly target?: string
  readonly buildArgs: Readonly<Record<string, string>>
}

/**
 * Tells of a path of the context whether a COPY or ADD takes it in, itself or by a folder around it, in a stage that the
 * target needs.
 */
export function copiedBy(request: DockerfileTarget): (path: string) => boolean {
  const stages = readStages(request)
  const patterns = neededStages(stages, request.target).flatMap(({ copied }) => copied.map(segmentsOf))
  return (path) => {
    const segments = path.split('/')
    return patterns.some(
      (pattern) =>
        pattern.length <= segments.length &&
        pattern.every((part, index) => matchesSegment(part, segments[index] ?? '')),
    )
  }
}

interface Stage {
  readonly name: string | undefined
  /** The stages it begins from and copies from, by name or number, and other images among them. */
  readonly needs: string[]
  readonly copied: string[]
}

function readStages({ dockerfile, buildArgs }: DockerfileTarget): readonly Stage[] {
  const stages: Stage[] = []
  const globals = new Map<string, string>()
  let variables = globals
  for (const { keyword, rest } of readInstructions(dockerfile)) {
    const stage = stages.at(-1)
    if (keyword === 'FROM') {
      const [, image = '', name] = /^(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(rest) ?? []
      variables = new Map(globals)
      const from = substitute(image, (variable) => globals.get(variable))
      stages.push({ name: name?.toLowerCase(), needs: [from.toLowerCase()], copied: [] })
    } else if (keyword === 'ARG' || keyword === 'ENV') {
      for (const [, name = '', value = ''] of rest.matchAll(assignment)) {
        const given = keyword === 'ARG' ? buildArgs[name] : undefined
        const own = value === '' ? variables.get(name) : value.slice(1).replace(/^(["'])(.*)\1$/, '$2')
        variables.set(name, given ?? own ?? '')
      }
    } else if (stage && (keyword === 'COPY' || keyword === 'ADD')) {
      const from = /(?:^|\s)--from=(\S+)/.exec(rest)?.[1]
      if (from === undefined) stage.copied.push(...sourcesOf(rest, variables))
      else stage.needs.push(from.toLowerCase())
    } else if (stage && keyword === 'RUN') {
      for (const [, from = ''] of rest.matchAll(/--mount=\S*\bfrom=([^,\s]+)/g))
        stage.needs.push(from.toLowerCase())
    }
  }
  return stages
}

const assignment = /([A-Za-z_]\w*)(=(?:"[^"]*"|'[^']*'|\S*))?/g

/** All but the last word, which is where they go; what is fetched or written in the Dockerfile itself is no file. */
function sourcesOf(rest: Instruction['rest'], variables: ReadonlyMap<string, string>): string[] {
  const words = wordsOf(rest.replace(/^(?:--\S+\s+)*/, ''))
  return words
    .slice(0, -1)
    .map((word) => substitute(word, (name) => variables.get(name)))
    .filter((word) => !/^(?:https?|git|ssh):\/\/|^git@|^<</.test(word))
}

function wordsOf(text: string): readonly string[] {
  if (text.startsWith('[')) {
    try {
      const words: unknown = JSON.parse(text)
      if (Array.isArray(words)) return words.filter((word) => typeof word === 'string')
    } catch {
      // A file whose name begins with a bracket.
    }
  }
  return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
}

/** The target, or the last stage, and all that it is made of. */
function neededStages(stages: readonly Stage[], target: string | undefined): readonly Stage[] {
  const find = (name: string): Stage | undefined =>
    stages.find((stage) => stage.name === name) ?? (/^\d+$/.test(name) ? stages[Number(name)] : undefined)
  const last = target === undefined ? stages.at(-1) : find(target.toLowerCase())
  const needed = new Set<Stage>()
  const add = (stage: Stage | undefined): void => {
    if (stage === undefined || needed.has(stage)) return
    needed.add(stage)
    for (const name of stage.needs) add(find(name))
  }
  add(last)
  return stages.filter((stage) => needed.has(stage))
}

/** Of `./src/` and `/src` alike; the context itself has none, so it holds every path. */
const segmentsOf = (source: string): readonly string[] =>
  source.split('/').filter((part) => part !== '' && part !== '.')

/** `*`, `?` and `[a-z]`, as in a COPY. */
function matchesSegment(pattern: string, segment: string): boolean {
  if (!/[*?[\\]/.test(pattern)) return pattern === segment
  const source = pattern.replace(/\\(.)|\[(\^?)([^\]]+)\]|[*?]|[^\w]/g, (part, escaped, not, set) => {
    if (part === '*') return '.*'
    if (part === '?') return '.'
    if (set !== undefined) return `[${not}${set.replace(/[\\[\]]/g, '\\$&')}]`
    return `\\${escaped ?? part}`
  })
  try {
    return new RegExp(`^${source}$`, 's').test(segment)
  } catch {
    return false
  }
}
