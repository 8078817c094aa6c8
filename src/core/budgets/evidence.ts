import type { Comparison } from '../domain/comparison.js'
import type { Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import { type Metric, metricInfo } from '../domain/metric.js'
import { preparedOf } from '../stats/observe/observation.js'
import { changesOfPairs } from './compare.js'
import { exceedsChange, exceedsGrossly } from './exceeds.js'

export type Weight = 'within' | 'beyond' | 'unsettled'

/**
 * Whether a change is beyond what a budget allows. What is the same every time is beyond at once. What varies is beyond
 * on evidence only:
 * - an interval: all of it beyond. All of it within keeps the budget, and so does a difference that does not matter;
 * - pairs too few for an interval: all of them beyond, and grossly;
 * - one observation of each: proves nothing, unless the excess is gross.
 */
export function weigh(
  facts: Facts,
  service: Service,
  comparison: Comparison & { readonly change: number },
  allowed: number,
): Weight {
  const { metric, change, interval, verdict } = comparison
  const { noisy, better } = metricInfo[metric]
  if (!noisy) return exceedsChange(metric, change, allowed) ? 'beyond' : 'within'
  if (!interval) return weighFew(facts, service, metric, change, allowed)
  const [mildest, gravest] =
    better === 'lower' ? [interval.low, interval.high] : [interval.high, interval.low]
  if (exceedsChange(metric, mildest, allowed)) return 'beyond'
  return exceedsChange(metric, gravest, allowed) && verdict !== 'same' ? 'unsettled' : 'within'
}

function weighFew(facts: Facts, service: Service, metric: Metric, change: number, allowed: number): Weight {
  const pairs = changesOfPairs(facts, service, metric)
  const changes = pairs.length > 0 ? pairs : [change]
  if (!changes.some((one) => exceedsChange(metric, one, allowed))) return 'within'
  return changes.every((one) => exceedsGrossly(metric, one, allowed)) &&
    isLikeWithLike(facts, service, metric)
    ? 'beyond'
    : 'unsettled'
}

/** A cold build beside a warm one differs for the cache's sake, however large the difference. */
function isLikeWithLike(facts: Facts, service: Service, metric: Metric): boolean {
  if (metric !== 'build-time') return true
  const temperatureOf = (role: 'baseline' | 'candidate') =>
    preparedOf(facts, service, role)?.build?.temperature
  return temperatureOf('baseline') === temperatureOf('candidate')
}
