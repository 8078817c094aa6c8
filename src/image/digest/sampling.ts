import { settings } from './digest-settings.js'

/** How much of a layer is compressed to estimate what all of it would take. */
export interface Sampling {
  readonly sampleBytes: number
  readonly perBlock: number
}

/** `roughly` for whoever looks into an image, `closely` for figures that are held against each other. */
export type Closeness = 'roughly' | 'closely'

/**
 * How to find what a plain layer would take compressed: by samples, or `deflated`, all of it. Closely, a small layer is
 * deflated too.
 */
export type PullSize = 'deflated' | Closeness

/** Compressing all of so much takes half a second. */
const WHOLE_BYTES = 32 * 1024 * 1024

/** So many of a layer, if it is that large; more of a small one, all of the smallest. */
const LEAST_SAMPLES = 64
const ROUGH_BYTES = 8 * 1024
/** What samples of this size take adds up to what the whole takes, to 0.3 %; of 8 kB they are 1 % off and up to 2.5. */
const CLOSE_BYTES = 64 * 1024
const CLOSE_SHARE = 1 / 8

/** Undefined where all of it is deflated. */
export const sampledAs = (pullSize: PullSize, layerBytes: number): Closeness | undefined =>
  pullSize === 'deflated' || (pullSize === 'closely' && layerBytes <= WHOLE_BYTES) ? undefined : pullSize

export function samplingOf(layerBytes: number, closeness: Closeness): Sampling {
  const { blockBytes } = settings
  if (closeness === 'closely') {
    const share = Math.min(1, Math.max(CLOSE_SHARE, WHOLE_BYTES / layerBytes))
    return { sampleBytes: CLOSE_BYTES, perBlock: Math.ceil((share * blockBytes) / CLOSE_BYTES) }
  }
  if (layerBytes <= LEAST_SAMPLES * ROUGH_BYTES)
    return { sampleBytes: ROUGH_BYTES, perBlock: blockBytes / ROUGH_BYTES }
  const perBlock = Math.max(1, Math.round(LEAST_SAMPLES / Math.ceil(layerBytes / blockBytes)))
  return { sampleBytes: ROUGH_BYTES, perBlock }
}
