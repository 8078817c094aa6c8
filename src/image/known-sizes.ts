import type { PullSize } from './digest/sampling.js'
import type { LayerReading } from './layer.js'

/** What a plain layer takes compressed; with its standard error where that is guessed from samples. */
export interface KnownSize {
  readonly bytes: number
  readonly errorBytes?: number
}

/**
 * What plain layers take compressed, by their digests: a base that several images of a run share is compressed once, and
 * that is most of what reading an image to its end costs.
 */
export interface KnownSizes {
  /** What it takes, once somebody has found out in this way; else whoever asks is to find out, and tell. */
  take(diffId: string, how: PullSize): Promise<KnownSize | { tell(size: KnownSize | undefined): void }>
}

export function makeKnownSizes(): KnownSizes {
  const sizes = new Map<string, Promise<KnownSize | undefined>>()
  return {
    async take(diffId, how) {
      // What one service is told must not depend on what another one asked for before.
      const key = `${how} ${diffId}`
      for (let found = sizes.get(key); found !== undefined; found = sizes.get(key)) {
        const size = await found
        if (size !== undefined) return size
      }
      let resolve: (size: KnownSize | undefined) => void = () => undefined
      const found = new Promise<KnownSize | undefined>((tell) => {
        resolve = tell
      })
      sizes.set(key, found)
      return {
        tell(size) {
          // The next one who asks finds out.
          if (size === undefined) sizes.delete(key)
          resolve(size)
        },
      }
    },
  }
}

/** Reads a layer, with what it takes compressed if that is known. */
export async function readKnowing(
  sizes: KnownSizes,
  diffId: string,
  { pullSize = 'deflated' }: { readonly pullSize?: PullSize },
  read: (known?: KnownSize) => Promise<LayerReading>,
): Promise<LayerReading> {
  const known = await sizes.take(diffId, pullSize)
  if (!('tell' in known)) return read(known)
  let found: KnownSize | undefined
  try {
    const reading = await read()
    if (reading.outcome === 'read') {
      const { compressedBytes: bytes, compressedErrorBytes: errorBytes } = reading
      found = { bytes, ...(errorBytes !== undefined && { errorBytes }) }
    }
    return reading
  } finally {
    known.tell(found)
  }
}
