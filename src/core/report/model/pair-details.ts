import type { Comparison, Interval } from '../../domain/comparison.js'
import type { Service } from '../../domain/config.js'
import type { Facts } from '../../domain/facts.js'
import type { Judgement } from '../../domain/finding.js'
import { type Metric, metricInfo, metrics } from '../../domain/metric.js'
import { observe } from '../../stats/observe/observe.js'
import { pairsOf, ratioOf } from '../../stats/pairs.js'
import { smallestToSee } from '../../stats/settle.js'
import { chanceOfAtLeast } from '../../stats/sign-test.js'

/** What the pairs of one metric say, and how much they can say at all. */
export interface PairDetails {
  readonly metric: Metric
  readonly pairs: number
  readonly interval?: Interval
  /** In how many pairs the candidate came to more, and to less, than the baseline. */
  readonly more: number
  readonly less: number
  /** How often a fair coin is as one-sided: the sign test, which knows nothing of sizes. */
  readonly chance: number
  /** The smallest change that pairs like these would have shown in 9 of 10 runs. */
  readonly smallestSeen?: number
  /** How far two samples of one variant lie apart that were taken one right after the other: the machine's own noise. */
  readonly noise?: number
}

export const detailPairs = (facts: Facts, service: Service, judgement: Judgement): readonly PairDetails[] =>
  metrics
    .filter((metric) => metricInfo[metric].pairs !== 'none')
    .flatMap((metric) => {
      const comparison = judgement.comparisons.find(
        (one) => one.service === service.name && one.metric === metric && one.pairs > 1,
      )
      return comparison ? [detailsOf(facts, service, comparison)] : []
    })

function detailsOf(facts: Facts, service: Service, comparison: Comparison): PairDetails {
  const { metric, change = 0, interval, control } = comparison
  const before = observe(facts, service, 'baseline', metric).samples
  const after = observe(facts, service, 'candidate', metric).samples
  const ratios = pairsOf(before, after).map(ratioOf)
  const more = ratios.filter((ratio) => ratio > 1).length
  const less = ratios.filter((ratio) => ratio < 1).length
  const seen =
    interval &&
    smallestToSee({ ratio: 1 + change, interval: { low: 1 + interval.low, high: 1 + interval.high } })
  return {
    metric,
    pairs: ratios.length,
    ...(interval && { interval }),
    more,
    less,
    chance: Math.min(1, 2 * chanceOfAtLeast(Math.max(more, less), more + less)),
    ...(seen !== undefined && { smallestSeen: seen - 1 }),
    ...(control && { noise: control.apart }),
  }
}
