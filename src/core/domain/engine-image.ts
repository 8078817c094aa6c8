import type { ArchiveStream } from './archive-stream.js'

/** An image on the engine, to be read. */
export interface EngineImage {
  readonly id: string
  /** Where the engine keeps it; undefined where this machine may not look there. Never rejects. */
  findStored(): Promise<StoredImage | undefined>
  /** The archive that the engine makes of it. */
  openArchive(): Promise<ArchiveStream>
  /** Why that broke off, if it did. */
  readonly errored: Error | null
}

/**
 * An image where its engine keeps it. The engine makes the same bytes of it when it exports it, only it writes all of
 * them to its disk first. Whatever fails in here fails for good: then the image is read as the engine exports it.
 */
export interface StoredImage {
  /** Has the image's id as its digest. */
  readonly config: Uint8Array
  /** Lowest first. */
  readonly layers: readonly StoredLayer[]
}

export interface StoredLayer {
  readonly diffId: string
  /** How long its tar is. */
  measure(signal: AbortSignal | undefined): Promise<number>
  /** Its tar, to its end, in few pieces. */
  readAll(signal: AbortSignal | undefined): AsyncIterable<Buffer>
  /** Its tar in such pieces that most of what is passed over is never read. */
  readSome(signal: AbortSignal | undefined): PassableBytes
}

/** A chunk is good until the next one is asked for. */
export interface PassableBytes extends AsyncIterable<Buffer> {
  /** Passes over the next bytes after the last chunk. */
  skip(bytes: number): void
}
