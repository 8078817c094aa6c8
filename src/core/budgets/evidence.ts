import type { Compared } from '../domain/comparison.js'
import { metricInfo } from '../domain/metric.js'
import { exceedsChange, exceedsGrossly } from './exceeds.js'
import { changesOfPairs, type Sides } from './sides.js'

export type Weight = 'within' | 'beyond' | 'unsettled'

/**
 * Whether a change is beyond what a budget allows. What is the same every time is beyond at once. What varies is beyond
 * on evidence only:
 * - an interval: all of it beyond. All of it within keeps the budget, and so does a difference that does not matter;
 * - pairs too few for an interval: all of them beyond, and grossly;
 * - one observation of each: proves nothing, unless the excess is gross.
 */
export function weigh(
  sides: Sides,
  comparison: Compared & { readonly change: number },
  allowed: number,
): Weight {
  const { metric, change, interval, verdict } = comparison
  const { noisy, better } = metricInfo[metric]
  if (!noisy) return exceedsChange(metric, change, allowed) ? 'beyond' : 'within'
  if (!interval) return weighFew(sides, change, allowed)
  const [mildest, gravest] =
    better === 'lower' ? [interval.low, interval.high] : [interval.high, interval.low]
  if (exceedsChange(metric, mildest, allowed)) return 'beyond'
  return exceedsChange(metric, gravest, allowed) && verdict !== 'same' ? 'unsettled' : 'within'
}

function weighFew(sides: Sides, change: number, allowed: number): Weight {
  const { metric } = sides
  const pairs = changesOfPairs(sides)
  const changes = pairs.length > 0 ? pairs : [change]
  if (!changes.some((one) => exceedsChange(metric, one, allowed))) return 'within'
  return changes.every((one) => exceedsGrossly(metric, one, allowed)) && isLikeWithLike(sides)
    ? 'beyond'
    : 'unsettled'
}

const isLikeWithLike = ({ temperatures }: Sides): boolean =>
  temperatures === undefined || temperatures.against === temperatures.candidate
