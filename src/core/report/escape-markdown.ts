import type { Text } from '../findings/text.js'
import { foreignLine } from './escape-log.js'
import { shorten, visibleLine, visibleLines } from './visible.js'

/**
 * Foreign text in Markdown that GitHub renders. Character references cannot form structure, so they stand for all that
 * Markdown or HTML could read as markup. GitHub looks for mentions, references and addresses in the finished page,
 * where references are characters again: there an invisible word joiner parts what it looks for.
 */
const joiner = '\u2060'
const markup = /[\\`*_[\]<>|~$&#]/g
/** What would begin a list, a rule or an underlined heading at the start of a line. */
const opening = /^(\s*)(?:([-+=])|(\d+)([.)])(?=\s|$))/

const longestLine = 300
const longestPiece = 200

export function escapeText(foreign: string, most = longestLine): string {
  // Four spaces at the start of a line are a block of code.
  return shorten(visibleLine(foreign).replace(/\s+/g, ' '), most)
    .replace(markup, reference)
    .replace(opening, (_all, space: string, sign = '', digits = '', dot = '') =>
      sign ? `${space}${reference(sign)}` : `${space}${digits}${reference(dot)}`,
    )
    .replace(/@/g, `@${joiner}`)
    .replace(/&#35;(?=\d)/g, `&#35;${joiner}`)
    .replace(/(GH-)(?=\d)/gi, `$1${joiner}`)
    .replace(/:(?=\/\/)/g, `:${joiner}`)
    .replace(/www\.|mailto:|xmpp:/gi, (found) => `${found.slice(0, -1)}${joiner}${found.slice(-1)}`)
}

/** A literal in code style: nothing in it is looked at, save backticks, a table's bars, and what a runner would obey. */
export function escapeCode(foreign: string, most = longestPiece): string {
  const line = shorten(foreignLine(visibleLine(foreign)), most)
  if (line.trim() === '') return '`(empty)`'
  const isPlain = !/[`|]/.test(line) && line.trim() === line
  return isPlain ? `\`${line}\`` : `<code>${escapeText(line, most)}</code>`
}

export const escapePieces = (pieces: Text): string =>
  pieces.map((piece) => (typeof piece === 'string' ? escapeText(piece) : escapeCode(piece.code))).join('')

/** Inside an HTML element on a line of its own, where no Markdown is read but GitHub still links. */
export const escapeHtml = (foreign: string, most = longestLine): string =>
  escapeText(foreign, most).replace(/["']/g, reference)

/**
 * The last lines of an output, fenced by more backticks than it holds. A report may be printed into a job's log, where
 * a line that is a command would be obeyed, so no line is one.
 */
export function escapeFence(foreign: readonly string[], { lines = 30 } = {}): string {
  const shown = visibleLines(foreign)
    .slice(-lines)
    .map((line) => shorten(foreignLine(line), longestLine))
  const longestRun = Math.max(
    2,
    ...shown.flatMap((line) => (line.match(/`+/g) ?? []).map(({ length }) => length)),
  )
  const fence = '`'.repeat(longestRun + 1)
  return [`${fence}text`, ...shown, fence].join('\n')
}

function reference(character: string): string {
  return `&#${character.codePointAt(0)};`
}
