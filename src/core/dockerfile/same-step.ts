import type { Instruction } from '../domain/dockerfile.js'

/**
 * How surely a step of an image's history is what an instruction became, 0 for not at all.
 * BuildKit writes `RUN |1 V=3 /bin/sh -c make # buildkit`, the engine's own builder `|1 V=3 /bin/sh -c make` and
 * `/bin/sh -c #(nop) COPY dir:… in /app `.
 */
export function likeness(instruction: Instruction, createdBy: string): number {
  const { keyword } = instruction
  const isOfClassic = classicMark.test(createdBy)
  const step = squeeze(createdBy.replace(classicMark, '').replace(/ # buildkit$/, ''))
  if (keyword === 'RUN') {
    if (isOfClassic || /^(?!RUN\b)[A-Z]{3,} /.test(step)) return 0
    return commandsOf(instruction).some((command) => step.endsWith(command)) ? sure : 0
  }
  if (!step.startsWith(`${keyword} `)) return 0
  const [written, made] = [squeeze(instruction.args), step.slice(keyword.length + 1)]
  if (keyword === 'COPY' || keyword === 'ADD') return isSameEnd(lastWord(instruction.args), made) ? sure : 0
  if (keyword === 'WORKDIR') return isSameEnd(written, made) ? probable : 0
  return written === made ? probable : possible
}

const sure = 8
const probable = 3
/** The same keyword with other words: variables were put in. It makes no layer, and keeps the order together. */
const possible = 1

const classicMark = /^\/bin\/sh -c #\(nop\)\s+/

const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** As the builders write it into the history: what is run, a here-document in its place. */
function commandsOf({ args, heredocs }: Instruction): readonly string[] {
  const words = jsonWords(args)
  if (words !== undefined) return [squeeze(words.join(' '))]
  if (heredocs.length === 0) return [squeeze(args)].filter((command) => command !== '')
  const bodies = heredocs.map(({ name, body }) => `${body}\n${name}`).join('\n')
  return [heredocs[0]?.body ?? '', `${args}\n${bodies}`].map(squeeze).filter((command) => command !== '')
}

function isSameEnd(written: string, made: string): boolean {
  if (written.includes('$')) return true
  const end = made.split(' ').at(-1) ?? ''
  return plainPath(end) === plainPath(written) || plainPath(end).endsWith(`/${plainPath(written)}`)
}

const plainPath = (path: string): string => path.replace(/^(?:\.\/)+/, '').replace(/(?<=.)\/(?:\.)?$/, '')

const lastWord = (args: string): string =>
  jsonWords(args)?.at(-1)?.split(' ').at(-1) ?? squeeze(args).split(' ').at(-1) ?? ''

function jsonWords(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined
  try {
    const words: unknown = JSON.parse(text)
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined
  } catch {
    return undefined
  }
}
