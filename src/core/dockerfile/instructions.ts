import { DockerfileParser, type Instruction as Parsed } from 'dockerfile-ast'
import type { Instruction } from '../domain/dockerfile.js'
import { findHeredocs, type Heredoc } from './heredocs.js'

/**
 * The instructions of a Dockerfile in their order. The library tells where each begins and ends. Of here-documents it
 * knows one kind in two, so their marks are hidden from it, and what they hold is blanked before it goes on.
 */
export function readInstructions(dockerfile: string): readonly Instruction[] {
  const original = dockerfile.replace(/^\uFEFF/, '').split(/\r?\n/)
  const lines = original.map((line) => line.replaceAll('<<', '__'))
  const found: Instruction[] = []
  const directives = countDirectives(original)
  let from = 0
  for (;;) {
    const { instructions, heredocs } = readUpToHeredoc(lines, original, from)
    found.push(...instructions)
    if (heredocs === undefined) return found
    from = heredocs.lastLine + 1
    // What was read is blanked too, but for the directives at the top, which say what the escape character is.
    lines.fill('', directives, from)
  }
}

function readUpToHeredoc(lines: readonly string[], original: readonly string[], from: number) {
  const document = DockerfileParser.parse(lines.join('\n'))
  const continuation = document.getEscapeCharacter()
  const instructions: Instruction[] = []
  for (const parsed of document.getInstructions()) {
    const { start, end } = parsed.getRange()
    if (start.line < from) continue
    const text = onOneLine(original.slice(start.line, end.line + 1), start.character, continuation)
    const heredocs = findHeredocs(text, original, end.line)
    instructions.push(tell(parsed, text, heredocs?.heredocs ?? [], heredocs?.lastLine ?? end.line))
    if (heredocs !== undefined) return { instructions, heredocs }
  }
  return { instructions, heredocs: undefined }
}

function tell(parsed: Parsed, text: string, heredocs: readonly Heredoc[], lastLine: number): Instruction {
  const { start, end } = parsed.getRange()
  const rest = text.replace(/^\S+\s*/, '')
  const [, flagText = '', args = ''] = /^((?:--[a-z]\S*(?:\s+|$))*)(.*)$/s.exec(rest) ?? []
  return {
    keyword: parsed.getKeyword(),
    text,
    rest,
    args,
    flags: flagText.split(/\s+/).filter((flag) => flag !== ''),
    line: start.line + 1,
    column: start.character + 1,
    endLine: lastLine + 1,
    endColumn: (lastLine === end.line ? end.character : 0) + 1,
    heredocs,
  }
}

/** Without continuation marks, comments and empty lines between them. */
function onOneLine(lines: readonly string[], firstColumn: number, continuation: string): string {
  const parts: string[] = []
  for (const [index, line] of lines.entries()) {
    const trimmed = (index === 0 ? line.slice(firstColumn) : line).trim()
    if (index > 0 && (trimmed === '' || trimmed.startsWith('#'))) continue
    parts.push(trimmed.endsWith(continuation) ? trimmed.slice(0, -1).trimEnd() : trimmed)
  }
  return parts.join(' ').trim()
}

/** How many lines at the top may hold directives. */
function countDirectives(lines: readonly string[]): number {
  const end = lines.findIndex((line) => !/^\s*#\s*[A-Za-z][\w.-]*\s*=/.test(line))
  return end === -1 ? lines.length : end
}

/** Puts variables in, `${NAME:-fallback}` with its fallback where the name has no value. */
export const substitute = (text: string, lookUp: (name: string) => string | undefined): string =>
  text.replace(
    /\$(?:\{(\w+)(?::([-+])([^}]*))?\}|(\w+))/g,
    (_, braced?: string, sign?: string, other?: string, bare?: string) => {
      const value = lookUp(braced ?? bare ?? '')
      if (sign === '+') return value ? (other ?? '') : ''
      return value || (other ?? '')
    },
  )
