import type { DockerfileSource } from '../domain/config.js'
import { readInstructions, substitute } from './instructions.js'

/** The images that a build would have to find: every FROM that is no earlier stage, with its build arguments put in. */
export function baseImages(dockerfile: string, source: DockerfileSource): string[] {
  const args: Record<string, string> = {}
  const stages = new Set<string>()
  const images = new Set<string>()
  let seenFrom = false
  for (const { keyword, rest } of readInstructions(dockerfile)) {
    // Only arguments before the first FROM can be used in one.
    if (keyword === 'ARG' && !seenFrom) {
      for (const [, name = '', given = ''] of rest.matchAll(argument))
        args[name] = source.buildArgs[name] ?? unquote(given)
    }
    const from = keyword === 'FROM' ? /^(?:--platform=\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?/i.exec(rest) : null
    if (from?.[1] === undefined) continue
    seenFrom = true
    const image = substitute(from[1], (name) => args[name])
    if (image !== 'scratch' && image !== '' && !stages.has(image.toLowerCase())) {
      images.add(mapped(image, source))
    }
    if (from[2] !== undefined) stages.add(from[2].toLowerCase())
  }
  return [...images].filter((image) => image !== '')
}

const argument = /(\w+)(?:=("[^"]*"|'[^']*'|\S*))?/g

/** A build context may stand in for a base; only another image still has to be found. */
function mapped(image: string, { buildContexts }: DockerfileSource): string {
  const context = buildContexts[image]
  if (context === undefined) return image
  return context.startsWith('docker-image://') ? context.slice('docker-image://'.length) : ''
}

const unquote = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2')
