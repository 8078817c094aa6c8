/** Bytes from first to last. A chunk is good until the next one is asked for: it may be written over then. */
export interface ByteSource extends AsyncIterable<Buffer> {
  /** Passes over the next bytes after the last chunk, where they need not be read for that. */
  skip?(bytes: number): void
  /** Where they lie, if all in one file: then another thread may read them too. */
  readonly file?: FileStretch
}

export interface FileStretch {
  readonly descriptor: number
  /** Of the first of the bytes. */
  readonly offset: number
}

/** An archive in a file that one can read anywhere. */
export interface ArchiveFile {
  readonly descriptor: number
  readonly sizeBytes: number
  /** Fills as much of the buffer as there is from here on; 0 at the end. */
  read(into: Buffer, position: number): number
  close(): Promise<void>
}
