import type { Effect } from './effect.js'
import { canDecide } from './fair-coins.js'

/** What nobody takes; beyond it, no number is named. */
const mostPairs = 1000

/**
 * About how many pairs would bring the interval clear of a bound, from the side on which the effect lies: an interval
 * narrows with the root of the pairs. Absent where the effect lies so close to the bound that nobody takes as many.
 */
export function pairsToClear({ ratio, interval }: Effect, pairs: number, bound: number): number | undefined {
  if (!interval) return undefined
  const towards = ratio < bound ? interval.high / ratio : ratio / interval.low
  return pairsFor(Math.log(towards), Math.abs(Math.log(bound / ratio)), pairs)
}

/** About how many pairs would bring the whole interval between 1 / most and most. */
export function pairsToFit({ ratio, interval }: Effect, pairs: number, most: number): number | undefined {
  if (!interval) return undefined
  const width = Math.log(Math.max(interval.high / ratio, ratio / interval.low))
  return pairsFor(width, Math.log(most) - Math.abs(Math.log(ratio)), pairs)
}

/** With fewer pairs, even such that all agree prove nothing. */
export function fewestPairs(accepted: number): number {
  let pairs = 1
  while (!canDecide(pairs, accepted)) pairs++
  return pairs
}

function pairsFor(width: number, distance: number, pairs: number): number | undefined {
  const needed = Math.max(pairs + 1, Math.ceil(pairs * (width / distance) ** 2))
  return distance > 0 && needed <= mostPairs ? needed : undefined
}

/**
 * How much further than an interval reaches a change must be to be seen 9 times of 10: under a normal law the interval
 * reaches 1.96 standard errors, and 1.28 more are needed, so that 9 of 10 intervals clear of it.
 */
const reachOfPower = 1 + 1.2816 / 1.96

/** The smallest ratio that pairs like these would have told from none in 9 of 10 runs. */
export function smallestToSee({ ratio, interval }: Effect): number | undefined {
  return interval && Math.max(interval.high / ratio, ratio / interval.low) ** reachOfPower
}
