/** An image's archive as its bytes come. A chunk is good until the next one is asked for: it may be written over then. */
export interface ArchiveStream extends AsyncIterable<Uint8Array | string> {
  /** Why it broke off, if it did. */
  readonly errored: Error | null
  destroy(error?: Error): unknown
}
