import type { LayerReading } from './layer.js'

/**
 * What plain layers take compressed, by their digests: a base that several images of a run share is compressed once, and
 * that is most of what reading an image to its end costs.
 */
export interface KnownSizes {
  /** What it takes, once somebody has found out; else whoever asks is to find out, and tell. */
  take(diffId: string): Promise<{ readonly bytes: number } | { tell(bytes: number | undefined): void }>
}

export function makeKnownSizes(): KnownSizes {
  const sizes = new Map<string, Promise<number | undefined>>()
  return {
    async take(diffId) {
      for (let found = sizes.get(diffId); found !== undefined; found = sizes.get(diffId)) {
        const bytes = await found
        if (bytes !== undefined) return { bytes }
      }
      let resolve: (bytes: number | undefined) => void = () => undefined
      const found = new Promise<number | undefined>((tell) => {
        resolve = tell
      })
      sizes.set(diffId, found)
      return {
        tell(bytes) {
          // The next one who asks finds out.
          if (bytes === undefined) sizes.delete(diffId)
          resolve(bytes)
        },
      }
    },
  }
}

/** Reads a layer, with what it takes compressed if that is known. */
export async function readKnowing(
  sizes: KnownSizes,
  diffId: string,
  read: (known: { readonly compressedBytes?: number }) => Promise<LayerReading>,
): Promise<LayerReading> {
  const known = await sizes.take(diffId)
  if ('bytes' in known) return read({ compressedBytes: known.bytes })
  let found: number | undefined
  try {
    const reading = await read({})
    if (reading.outcome === 'read') found = reading.compressedBytes
    return reading
  } finally {
    known.tell(found)
  }
}
