import type { ImageFact } from './facts.js'

/** What pulling this image takes on disk where the other one is already there; a layer used twice counts once. */
export function uniqueBytes(image: ImageFact, other: ImageFact): number {
  const seen = new Set(other.layers.map((layer) => layer.diffId))
  let bytes = 0
  for (const layer of image.layers) {
    if (seen.has(layer.diffId)) continue
    seen.add(layer.diffId)
    bytes += layer.unpackedBytes
  }
  return bytes
}
