import { stripVTControlCharacters } from 'node:util'

/** Columns that a text takes, our own colors aside. */
export const widthOf = (text: string): number => [...stripVTControlCharacters(text)].length

/** A number and its unit stay on one line: no break before these where a figure stands in front. */
const breaks = /(?<!\d) | (?!(?:%|[kKMGT]?i?B|ms|s|min|h)(?:[^\w]|$))/

/** Breaks one line at spaces so that it fits, the lines that follow indented. A word longer than a line stays whole. */
export function wrap(line: string, columns: number, indent = ''): readonly string[] {
  const [, lead = '', rest = ''] = /^(\s*)(.*)$/s.exec(line) ?? []
  const lines: string[] = []
  let current = lead
  for (const word of rest.split(breaks)) {
    const isFirst = current.trim() === ''
    if (!isFirst && widthOf(current) + 1 + widthOf(word) > columns) {
      lines.push(current)
      current = `${indent}${word}`
    } else current = isFirst ? `${current}${word}` : `${current} ${word}`
  }
  return [...lines, current]
}

/** Rows with their columns lined up; those named by index are set to the right. */
export function align(rows: readonly (readonly string[])[], right: readonly number[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell))
  return rows.map((row) =>
    row
      .map((cell, index) => {
        const space = ' '.repeat((widths[index] ?? 0) - widthOf(cell))
        return right.includes(index) ? `${space}${cell}` : `${cell}${space}`
      })
      .join('  ')
      .trimEnd(),
  )
}
