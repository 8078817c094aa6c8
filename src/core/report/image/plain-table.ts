import type { Text } from '../../findings/text.js'

/** A table before it is Markdown or lines of a terminal. Its cells may hold foreign text: each renderer escapes them. */
export interface PlainTable {
  readonly title: string
  readonly columns: readonly PlainColumn[]
  readonly rows: readonly (readonly Text[])[]
  /** One sentence below it. */
  readonly remark?: string
}

export interface PlainColumn {
  readonly head: string
  readonly align?: 'right'
}

/** One image of those that are shown, with what its column is called. */
export interface Side<Insight> {
  readonly name: string
  readonly insight: Insight
}

export const right = (head: string): PlainColumn => ({ head, align: 'right' })
