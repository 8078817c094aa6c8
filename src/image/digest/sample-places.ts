import type { DigestSettings } from './digest-settings.js'
import type { Sampling } from './sampling.js'

/**
 * Where the samples of a block lie: for each of them where its window begins, where it begins and where it ends. It runs
 * in the thread too, which gets it as text: so it may name nothing from outside.
 */
export function samplePlaces(
  block: number,
  length: number,
  { sampleBytes, perBlock }: Sampling,
  { blockBytes, windowBytes }: DigestSettings,
): readonly (readonly [window: number, start: number, end: number])[] {
  const slots = blockBytes / sampleBytes
  // Golden steps: spread evenly over all places in a block, the same in every run.
  const first = Math.floor(((block * 0.618033988749895) % 1) * slots)
  const places: [number, number, number][] = []
  for (let one = 0; one < perBlock; one++) {
    const start = ((first + Math.floor((one * slots) / perBlock)) % slots) * sampleBytes
    if (start < length)
      places.push([Math.max(0, start - windowBytes), start, Math.min(length, start + sampleBytes)])
  }
  return places
}
