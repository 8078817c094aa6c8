/** Prose with its foreign or literal parts marked, so that every renderer can set them apart and escape all of it. */
export type Text = readonly Piece[]
export type Piece = string | { readonly code: string }

export const code = (literal: string): Piece => ({ code: literal })

export function text(strings: TemplateStringsArray, ...values: readonly (Piece | Text | number)[]): Text {
  return strings.flatMap((string, index) => {
    const value = values[index]
    return [...(string === '' ? [] : [string]), ...(value === undefined ? [] : piecesOf(value))]
  })
}

const joinTexts = (texts: readonly Text[], between: string): Text =>
  texts.flatMap((one, index) => (index === 0 ? one : [between, ...one]))

/** One after the other, without those that have nothing to say. */
export const sentences = (...all: readonly Text[]): Text =>
  joinTexts(
    all.filter(({ length }) => length > 0),
    ' ',
  )

/** For readers without marks: annotations, logs. Still unescaped. */
export const plain = (pieces: Text): string =>
  pieces.map((piece) => (typeof piece === 'string' ? piece : piece.code)).join('')

function piecesOf(value: Piece | Text | number): Text {
  if (typeof value === 'number') return [String(value)]
  return typeof value === 'string' || 'code' in value ? [value] : value
}
