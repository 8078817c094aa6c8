import type { Text } from '../../findings/text.js'
import { printable, printablePieces } from '../escape-terminal.js'
import { widthOf } from '../terminal/wrap.js'
import type { PlainTable } from './plain-table.js'

const between = 2
const least = 16
/** `RUN…`, so that a place stays whole. */
const leastCommand = 4

/**
 * The cells of a table, its heads first, as lines of so many columns have room for them: of the widest texts as much is cut
 * as must be, and of numbers nothing.
 */
export function fitCells({ columns, rows }: PlainTable, width: number): readonly (readonly string[])[] {
  const texts: readonly (readonly Text[])[] = [columns.map(({ head }) => [head]), ...rows]
  const widths = columns.map((_, at) =>
    Math.max(...texts.map((row) => widthOf(printablePieces(row[at] ?? [])))),
  )
  const isText = columns.map(({ align }) => align === undefined)
  let tooMany = widths.reduce((sum, one) => sum + one, between * (columns.length - 1)) - width
  while (tooMany > 0) {
    const widest = Math.max(...widths.filter((one, at) => isText[at] && one > least))
    const at = widths.findIndex((one, index) => isText[index] && one === widest)
    if (at < 0) break
    // No farther than the next widest: what must go is shared.
    const next = Math.max(least, ...widths.filter((one, index) => isText[index] && one < widest))
    const cut = Math.min(tooMany, widest - next)
    widths[at] = widest - cut
    tooMany -= cut
  }
  return texts.map((row) => row.map((cell, at) => cutCell(cell, widths[at] ?? 0)))
}

/** A command is cut, and not the place that stands behind it. */
function cutCell(cell: Text, width: number): string {
  const whole = printablePieces(cell)
  if (widthOf(whole) <= width) return whole
  const [first, ...rest] = cell
  const behind = printablePieces(rest)
  const room = width - widthOf(behind)
  return typeof first === 'object' && rest.every((piece) => typeof piece === 'string') && room >= leastCommand
    ? `${cut(printable(first.code), room)}${behind}`
    : cut(whole, width)
}

const cut = (line: string, width: number): string => `${[...line].slice(0, width - 1).join('')}…`
