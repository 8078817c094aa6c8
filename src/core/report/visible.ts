import { stripVTControlCharacters } from 'node:util'

/** What nobody can see but a renderer may obey: control and format characters, bidi overrides, lone surrogates. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu
const breaks = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g

/** Foreign text as one line of what can be seen of it. */
export const visibleLine = (foreign: string): string =>
  stripVTControlCharacters(foreign).replace(breaks, ' ').replaceAll('\t', ' ').replace(unseen, '')

/** Foreign lines; one that holds breaks becomes several. */
export const visibleLines = (foreign: readonly string[]): readonly string[] =>
  foreign.flatMap((line) => line.split(breaks).map((one) => visibleLine(one.replaceAll('\t', '    '))))

/** At most so many characters, the cut told by an ellipsis. */
export function shorten(line: string, most: number): string {
  if (line.length <= most) return line
  const characters = [...line]
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`
}
