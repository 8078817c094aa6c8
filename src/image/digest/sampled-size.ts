import type { LayerDigest } from './digest-work.js'

/** What a layer takes compressed, from samples of it. */
export function sampledSize(
  { count, bytes, deflated, squares }: LayerDigest['samples'],
  layerBytes: number,
): { readonly sizeBytes: number; readonly errorBytes: number } {
  if (count === 0 || bytes === 0) return { sizeBytes: layerBytes, errorBytes: 0 }
  const scale = layerBytes / bytes
  const mean = deflated / count
  const variance = count > 1 ? Math.max(0, squares - count * mean * mean) / (count - 1) : 0
  // What was seen is not guessed.
  const unseen = Math.max(0, 1 - bytes / layerBytes)
  return {
    sizeBytes: Math.round(deflated * scale),
    errorBytes: Math.round(scale * Math.sqrt(count * variance * unseen)),
  }
}
