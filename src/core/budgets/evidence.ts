import type { Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import type { Comparison } from '../domain/finding.js'
import { type Metric, metricInfo } from '../domain/metric.js'
import { preparedOf } from '../stats/observe/observation.js'
import { chanceOfAtLeast } from '../stats/sign-test.js'
import { changesOfPairs } from './compare.js'
import { exceedsChange, exceedsGrossly } from './exceeds.js'

/** From so many pairs on, a majority can be clear without being everybody. */
const pairsForMajority = 5
/** How often a majority may mislead: a change right at the bound would show one this large in 1 of 20 runs. */
const acceptedChance = 0.05

/**
 * Whether a change is beyond what a budget allows. What is the same every time is beyond at once. What varies is
 * beyond on evidence only:
 * - several pairs: all of them beyond; from five on, a majority that chance alone gives in at most 1 of 20 runs
 *   (one-sided sign test: 5 of 5, 8 of 8 or 7 of 8, 9 of 10 or more …);
 * - one pair, or one observation of each: proves nothing, unless the excess is gross.
 */
export function weigh(
  facts: Facts,
  service: Service,
  comparison: Comparison & { readonly change: number },
  allowed: number,
): 'within' | 'beyond' | 'unsettled' {
  const { metric, change } = comparison
  if (!exceedsChange(metric, change, allowed)) return 'within'
  if (!metricInfo[metric].noisy) return 'beyond'
  const changes = changesOfPairs(facts, service, metric)
  const proven =
    changes.length > 1
      ? isClear(changes.filter((one) => exceedsChange(metric, one, allowed)).length, changes.length)
      : exceedsGrossly(metric, change, allowed) && isLikeWithLike(facts, service, metric)
  return proven ? 'beyond' : 'unsettled'
}

function isClear(beyond: number, pairs: number): boolean {
  if (pairs < pairsForMajority) return beyond === pairs
  return chanceOfAtLeast(beyond, pairs) <= acceptedChance
}

/** A cold build beside a warm one differs for the cache's sake, however large the difference. */
function isLikeWithLike(facts: Facts, service: Service, metric: Metric): boolean {
  if (metric !== 'build-time') return true
  const temperatureOf = (role: 'baseline' | 'candidate') =>
    preparedOf(facts, service, role)?.build?.temperature
  return temperatureOf('baseline') === temperatureOf('candidate')
}
