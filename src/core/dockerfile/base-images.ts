import type { DockerfileSource } from '../domain/config.js'

/** The images that a build would have to find: every FROM that is no earlier stage, with its build arguments put in. */
export function baseImages(dockerfile: string, source: DockerfileSource): string[] {
  const args: Record<string, string> = {}
  const stages = new Set<string>()
  const images = new Set<string>()
  let seenFrom = false
  for (const line of logicalLines(dockerfile)) {
    const arg = /^ARG\s+(\w+)(?:=(.*))?$/i.exec(line)
    // Only arguments before the first FROM can be used in one.
    if (arg?.[1] !== undefined && !seenFrom) {
      const value = source.buildArgs[arg[1]] ?? unquote(arg[2] ?? '')
      args[arg[1]] = value
    }
    const from = /^FROM\s+(?:--platform=\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?/i.exec(line)
    if (from?.[1] === undefined) continue
    seenFrom = true
    const image = substitute(from[1], args)
    if (image !== 'scratch' && image !== '' && !stages.has(image.toLowerCase())) {
      images.add(mapped(image, source))
    }
    if (from[2] !== undefined) stages.add(from[2].toLowerCase())
  }
  return [...images].filter((image) => image !== '')
}

function logicalLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\[ \t]*\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
}

/** A build context may stand in for a base; only another image still has to be found. */
function mapped(image: string, { buildContexts }: DockerfileSource): string {
  const context = buildContexts[image]
  if (context === undefined) return image
  return context.startsWith('docker-image://') ? context.slice('docker-image://'.length) : ''
}

const substitute = (text: string, args: Readonly<Record<string, string>>): string =>
  text.replace(/\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g, (_, braced, fallback, plain) => {
    return args[braced ?? plain] || (fallback ?? '')
  })

const unquote = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2')
