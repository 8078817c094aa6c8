import type { Control } from '../domain/comparison.js'
import { effectOf } from './effect.js'
import { acceptedError } from './looks.js'
import { median } from './median.js'
import { type Pair, ratioOf } from './pairs.js'

/** An A/A comparison: one variant against itself, judged as two variants are. */
export function controlOf(repeats: readonly Pair[]): Control | undefined {
  const ratios = repeats.map(ratioOf)
  const apart = median(ratios.map((ratio) => Math.max(ratio, 1 / ratio)))
  const effect = effectOf(repeats, acceptedError)
  if (apart === undefined || !effect) return undefined
  const { ratio, interval } = effect
  return {
    repeats: repeats.length,
    apart: apart - 1,
    change: ratio - 1,
    ...(interval && { interval: { low: interval.low - 1, high: interval.high - 1 } }),
  }
}
