import type { ContextUse, IgnoreLine } from '../domain/image/context.js'
import { copiedBy, type DockerfileTarget } from './copied-files.js'
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
  const mounts = commands.some((command) => /--mount=\S*type=bind(?!\S*from=)/.test(command))
  const isUnclear = mounts || sources.some((source) => source.includes('$'))
  const copies = copiedBy(target)
  const canSpare = new Set<IgnoreLine['kind']>(['cache'])
  if (!commands.some((command) => /\bgit\b|\.git\b|\bhg\b|\bsvn\b|setuptools[_-]scm/.test(command)))
    canSpare.add('version-control')
  if (commands.some((command) => /\b(?:npm|pnpm|yarn|bun)\b/.test(command))) canSpare.add('node-modules')
  if (commands.some((command) => /\b(?:pip3?|uv|poetry|pipenv|pdm|conda)\b|-m venv/.test(command)))
    canSpare.add('virtual-environment')
  if (!isUnclear) canSpare.add('not-copied')
  return {
    takes: (path) => isUnclear || copies(path),
    sources: sources.map(plain).filter((source) => source !== '' && source !== '.'),
    canSpare,
  }
}

const isFromContext = (keyword: string, flags: readonly string[]): boolean =>
  (keyword === 'COPY' || keyword === 'ADD') && !flags.some((flag) => flag.startsWith('--from='))

const wordsOf = (args: string): readonly string[] =>
  args
    .replace(/^\[|\]$/g, '')
    .split(/[\s",]+/)
    .filter(Boolean)

const plain = (source: string): string => source.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '')
