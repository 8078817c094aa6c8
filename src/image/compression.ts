import * as zlib from 'node:zlib'

export type Compression = 'none' | 'gzip' | 'zstd' | 'xz' | 'bzip2'

/** As many first bytes as it takes to know. */
export const MAGIC_BYTES = 10

const ZSTD_FRAME = 0xfd2fb528
/** Sixteen numbers mark a frame without data; some builders begin a layer with one. */
const ZSTD_SKIPPABLE = 0x184d2a5

/** By the bytes: names and media types in archives are not to be trusted. */
export function detectCompression(head: Buffer): Compression {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  if (head.length < 4) return 'none'
  if (head.toString('latin1', 0, 6) === '\xfd7zXZ\0') return 'xz'
  // Its name alone may begin the name of a tar's first file.
  if (/^BZh[1-9]1AY&SY/.test(head.toString('latin1', 0, 10))) return 'bzip2'
  const magic = head.readUInt32LE(0)
  return magic === ZSTD_FRAME || magic >>> 4 === ZSTD_SKIPPABLE ? 'zstd' : 'none'
}

/** The bytes are damaged, or this Node cannot inflate them. */
export class InflateError extends Error {
  readonly unsupported: boolean

  constructor(message: string, unsupported: boolean) {
    super(message)
    this.name = 'InflateError'
    this.unsupported = unsupported
  }
}

const CHUNK_BYTES = 64 * 1024

export type Inflater = zlib.Gunzip | zlib.ZstdDecompress

export function makeInflater(compression: Exclude<Compression, 'none'>): Inflater {
  if (compression === 'gzip') return zlib.createGunzip({ chunkSize: CHUNK_BYTES })
  if (compression !== 'zstd')
    throw new InflateError(
      `it is compressed with ${compression}, which is not read here: unpack it, or pack it with gzip`,
      true,
    )
  // Node 20 and early 22 have no zstd.
  if (typeof zlib.createZstdDecompress !== 'function') {
    throw new InflateError(
      `it is compressed with zstd, which Node ${process.version} cannot inflate: use Node 22.15 or newer`,
      true,
    )
  }
  return zlib.createZstdDecompress({ chunkSize: CHUNK_BYTES })
}
