import { printable } from '../escape-terminal.js'
import type { Paint } from '../terminal/paint.js'
import { align, wrap } from '../terminal/wrap.js'
import { fitCells } from './fit-cells.js'
import type { PlainTable } from './plain-table.js'

export function tableLines(table: PlainTable, paint: Paint, width: number): readonly string[] {
  const { title, columns, remark } = table
  const right = columns.flatMap((column, index) => (column.align === 'right' ? [index] : []))
  const [head = '', ...lines] = align(fitCells(table, width - 2), right)
  return [
    paint.strong(printable(title)),
    paint.quiet(`  ${shortened(head, width)}`),
    ...lines.map((line) => `  ${shortened(line, width)}`),
    ...(remark ? wrap(`  ${printable(remark)}`, width, '  ').map(paint.quiet) : []),
    '',
  ]
}

/** A table whose lines wrap is none; what is cut off is in the JSON. */
const shortened = (line: string, width: number): string =>
  [...line].length > width - 2 ? `${[...line].slice(0, width - 3).join('')}…` : line
