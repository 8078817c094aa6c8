import type { Compared } from '../domain/comparison.js'
import { type Metric, metricInfo } from '../domain/metric.js'
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
  if (!interval) return weighFew(sides, comparison, allowed)
  const [mildest, gravest] =
    better === 'lower' ? [interval.low, interval.high] : [interval.high, interval.low]
  if (exceedsChange(metric, mildest, allowed)) return 'beyond'
  return exceedsChange(metric, gravest, allowed) && verdict !== 'same' ? 'unsettled' : 'within'
}

function weighFew(
  sides: Sides,
  { change, candidate }: Compared & { readonly change: number },
  allowed: number,
): Weight {
  const { metric } = sides
  const pairs = changesOfPairs(sides)
  const changes = pairs.length > 0 ? pairs : [change]
  if (!changes.some((one) => exceedsChange(metric, one, allowed))) return 'within'
  const isTold = pairs.length > 0 || isMoreThanALump(metric, change, candidate)
  return isTold && changes.every((one) => exceedsGrossly(metric, one, allowed)) && isLikeWithLike(sides)
    ? 'beyond'
    : 'unsettled'
}

/** Of what is taken once and small, twice as much is still the weather: a wait for a processor, a lump of the kernel's. */
const lumps = { ms: 500, bytes: 2_000_000 } as const
const lumpOfBuildMs = 2000

function isMoreThanALump(metric: Metric, change: number, candidate = Number.POSITIVE_INFINITY): boolean {
  const { unit } = metricInfo[metric]
  const apart = Math.abs(candidate - candidate / (1 + change))
  if (unit === 'ms') return apart > (metric === 'build-time' ? lumpOfBuildMs : lumps.ms)
  return unit !== 'bytes' || apart > lumps.bytes
}

const isLikeWithLike = ({ temperatures }: Sides): boolean =>
  temperatures === undefined || temperatures.against === temperatures.candidate
