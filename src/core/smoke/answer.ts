/** An HTTP answer as far as checks judge it. */
export interface Answer {
  readonly status: number
  /** By lower-case name; repeated ones joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** Decoded text; only the beginning where `bodyCut` is set. */
  readonly body: string
  readonly bodyCut: boolean
  /** Of the bytes behind `body`: two binary bodies may read the same as text and still differ. */
  readonly bodySha256: string
  readonly durationMs: number
}
