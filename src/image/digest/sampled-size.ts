import type { KnownSize } from '../known-sizes.js'
import type { SampleSums } from './sample-sums.js'

/**
 * What a layer takes compressed, from samples of it, with its standard error. The samples lie in steps and what lies near
 * each other is alike, so what counts is how far each is from the one before: as far from all of them would tell twice the
 * error that is there.
 */
export function sampledSize(
  { count, bytes, deflated, jumps }: Readonly<SampleSums>,
  layerBytes: number,
): KnownSize {
  if (count === 0 || bytes === 0) return { bytes: layerBytes, errorBytes: 0 }
  const scale = layerBytes / bytes
  const variance = count > 1 ? jumps / (2 * (count - 1)) : 0
  // What was seen is not guessed.
  const unseen = Math.max(0, 1 - bytes / layerBytes)
  return {
    bytes: Math.round(deflated * scale),
    errorBytes: Math.round(scale * Math.sqrt(count * variance * unseen)),
  }
}
