/** Takes blobs in; none is there before it is kept whole. */
export interface BlobWriter {
  begin(): Promise<BlobDraft>
}

export interface BlobDraft {
  write(bytes: Buffer): Promise<void>
  /** Under the digest of what was written, `sha256:…`. */
  keep(digest: string): Promise<void>
  drop(): Promise<void>
}

/** Gives blobs out; whoever reads one holds it against its digest. */
export interface BlobReader {
  /** Undefined where there is none. */
  sizeOf(digest: string): Promise<number | undefined>
  read(digest: string): AsyncIterable<Buffer>
}
