import { createHash } from 'node:crypto'
import { type Compression, InflateError } from './compression.js'
import { makeGzipSize } from './gzip-size.js'
import { inflate } from './inflate.js'
import { makeTarWalk, type TarEntry } from './tar.js'
import { TarError } from './tar-error.js'

/** What a blob of an archive holds, read as a layer. Bad ones are data: the chosen image may not need them. */
export type LayerReading =
  | {
      readonly outcome: 'read'
      /** The digest of the plain tar. */
      readonly diffId: string
      readonly unpackedBytes: number
      /** The blob as it lies in the archive. */
      readonly storedBytes: number
      readonly compressedBytes: number
      readonly compressedEstimated: boolean
    }
  | { readonly outcome: 'damaged' | 'unsupported'; readonly why: string }

export interface LayerBlob {
  readonly bytes: AsyncIterable<Buffer>
  readonly storedBytes: number
  readonly compression: Compression
}

export async function readLayer(blob: LayerBlob, estimatePull: boolean): Promise<LayerReading> {
  const estimated = blob.compression === 'none'
  const gzipSize = estimated && estimatePull ? makeGzipSize() : undefined
  const plain = blob.compression === 'none' ? blob.bytes : inflate(blob.bytes, blob.compression)
  // It proves the bytes, and beside the compressing it is 2 % of the time (0.15 s of 6.2 s for 250 MB).
  const hash = createHash('sha256')
  const walk = makeTarWalk()
  let unpackedBytes = 0
  try {
    for await (const chunk of plain) {
      hash.update(chunk)
      for (const event of walk.feed(chunk)) {
        if (event.kind === 'entry') unpackedBytes += unpackedBytesOf(event.entry)
      }
      await gzipSize?.write(chunk)
    }
    walk.end()
  } catch (error) {
    return badReading(error)
  }
  return {
    outcome: 'read',
    diffId: `sha256:${hash.digest('hex')}`,
    unpackedBytes,
    storedBytes: blob.storedBytes,
    compressedBytes: (await gzipSize?.end()) ?? blob.storedBytes,
    compressedEstimated: estimated,
  }
}

/**
 * The bytes of regular files, as the tar tells them, so that every store and every archive gives the same figure.
 * A hard link adds none. A sparse file counts with its holes filled, because stores and exports write them out as
 * zeros. The markers of deleted files hold nothing.
 */
function unpackedBytesOf(entry: TarEntry): number {
  const name = entry.path.slice(entry.path.lastIndexOf('/') + 1)
  return name.startsWith('.wh.') ? 0 : entry.sizeBytes
}

function badReading(error: unknown): LayerReading {
  if (error instanceof TarError) return { outcome: 'damaged', why: `its tar is damaged: ${error.message}` }
  if (error instanceof InflateError) {
    return { outcome: error.unsupported ? 'unsupported' : 'damaged', why: error.message }
  }
  throw error
}
