/** Bytes from first to last. A chunk is good until the next one is asked for: it may be written over then. */
export interface ByteSource extends AsyncIterable<Buffer> {
  /** Where they lie, if in a file: then one may pass over some, and another thread may read them too. */
  readonly file?: FileStretch
}

interface FileStretch {
  readonly descriptor: number
  /** Of the first of the bytes. */
  readonly offset: number
  /** Passes over the next bytes after the last chunk. */
  skip(bytes: number): void
}

/** An archive in a file that one can read anywhere. */
export interface ArchiveFile {
  readonly descriptor: number
  readonly sizeBytes: number
  /** Fills as much of the buffer as there is from here on; 0 at the end. */
  read(into: Buffer, position: number): number
  close(): Promise<void>
}
