import { escapePieces, escapeText } from '../escape-markdown.js'
import { table, together } from '../markdown/table.js'
import type { PlainTable } from './plain-table.js'

export function tableMarkdown({ title, columns, rows, remark }: PlainTable): string {
  const heads = columns.map(({ head, align }) => ({ head: escapeText(head), ...(align && { align }) }))
  const cells = rows.map((row) =>
    row.map((cell, index) => {
      const shown = escapePieces(cell)
      return columns[index]?.align === 'right' ? together(shown) : shown
    }),
  )
  const below = remark ? [`<sub>${escapeText(remark)}</sub>`] : []
  return [`**${escapeText(title)}**`, table(heads, cells), ...below].join('\n\n')
}
