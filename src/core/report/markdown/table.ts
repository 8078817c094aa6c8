export interface Column {
  readonly head: string
  readonly align?: 'right'
}

/** Cells must be escaped already; what is in a table must not hold a line break or a bare bar. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line(columns.map(({ head }) => head)),
    line(columns.map(({ align }) => (align === 'right' ? '--:' : ':--'))),
    ...rows.map(line),
  ].join('\n')
}

/** A number and its unit stay on one line. */
export const together = (quantity: string): string => quantity.replaceAll(' ', '\u00a0')

/** Folded away until somebody asks. The blank lines let Markdown be read inside. */
export const details = (summary: string, markdown: string, { open = false } = {}): string =>
  `<details${open ? ' open' : ''}>\n<summary>${summary}</summary>\n\n${markdown}\n\n</details>`

/** Numbered remarks below a table; the same remark has one number. */
export function footnotes(): { mark: (remark: string) => string; list: () => string } {
  const remarks: string[] = []
  return {
    mark: (remark) => {
      if (!remarks.includes(remark)) remarks.push(remark)
      return `<sup>${remarks.indexOf(remark) + 1}</sup>`
    },
    list: () => remarks.map((remark, index) => `<sup>${index + 1} ${remark}</sup>`).join('<br>\n'),
  }
}
