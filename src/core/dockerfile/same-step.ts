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
    return commandsOf(instruction).some((command) => isCommandOf(step, command)) ? sure : 0
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
  if (words !== undefined) return [words.join(' ')]
  const [first] = heredocs
  if (first === undefined) return [args]
  // A script with a first line of its own becomes a file, which is run.
  if (first.body.startsWith('#!')) return [`/dev/pipes/${first.name}`]
  const bodies = heredocs.map(({ name, body }) => `${body}\n${name}`).join('\n')
  return [first.body, `${args}\n${bodies}`]
}

const isCommandOf = (step: string, command: string): boolean =>
  step.includes(redacted) ? endsWithRedacted(step, command) : endsWithCommand(step, command)

/** In the history that is told a secret is hidden; in the Dockerfile it stands. */
const redacted = '[redacted]'

function endsWithRedacted(step: string, command: string): boolean {
  const [before = '', ...after] = step.replace(/\s+/g, '').split(redacted)
  const signs = command.replace(/\s+/g, '')
  // As much of the command as the step has up to the first secret.
  let at = Math.min(before.length, signs.length)
  while (at > 0 && !before.endsWith(signs.slice(0, at))) at--
  if (at === 0) return false
  const end = after.pop() ?? ''
  // A secret is a sign at least; the first place where what follows it stands is as good as any.
  for (const part of after) {
    const found = signs.indexOf(part, at + 1)
    if (found < 0) return false
    at = found + part.length
  }
  return signs.length - end.length > at && signs.endsWith(end)
}

/** Lines are joined with more or less space between them, and within a word with none: space is not compared. */
function endsWithCommand(step: string, command: string): boolean {
  const signs = command.replace(/\s+/g, '')
  let at = step.length
  for (let left = signs.length - 1; left >= 0; left--) {
    while (/\s/.test(step[at - 1] ?? '')) at--
    if (step[--at] !== signs[left]) return false
  }
  return signs !== '' && /^$|\s/.test(step[at - 1] ?? '')
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
