import { type Axes, countedPairs, type Sides } from '../../budgets/sides.js'
import type { Compared, Interval } from '../../domain/comparison.js'
import type { Service } from '../../domain/config.js'
import type { Judgement } from '../../domain/finding.js'
import { type Metric, metricInfo, metrics } from '../../domain/metric.js'
import { ratioOf } from '../../stats/pairs.js'
import { smallestToSee } from '../../stats/settle.js'
import { chanceOfAtLeast } from '../../stats/sign-test.js'

/** What the pairs of one metric say, and how much they can say at all. */
export interface PairDetails {
  readonly metric: Metric
  /** What the candidate is held against. */
  readonly against: 'baseline' | 'base'
  readonly pairs: number
  readonly interval?: Interval
  /** In how many pairs the candidate came to more, and to less. */
  readonly more: number
  readonly less: number
  /** How often a fair coin is as one-sided: the sign test, which knows nothing of sizes. */
  readonly chance: number
  /** The smallest change that pairs like these would have shown in 9 of 10 runs. */
  readonly smallestSeen?: number
  /** How far two samples of one variant lie apart that were taken one right after the other: the machine's own noise. */
  readonly noise?: number
}

export function detailPairs(
  { migration, regression }: Axes,
  service: Service,
  { comparisons, regressions = [] }: Judgement,
): readonly PairDetails[] {
  const find = (all: readonly Compared[], metric: Metric) =>
    all.find((one) => one.service === service.name && one.metric === metric && one.pairs > 1)
  return metrics
    .filter((metric) => metricInfo[metric].pairs !== 'none')
    .flatMap((metric) => {
      const [move, base] = [find(comparisons, metric), find(regressions, metric)]
      return [
        ...(move ? [detailsOf(migration(metric), move, 'baseline')] : []),
        ...(base && regression ? [detailsOf(regression(metric), base, 'base')] : []),
      ]
    })
}

function detailsOf(sides: Sides, comparison: Compared, against: PairDetails['against']): PairDetails {
  const { metric, change = 0, interval, control } = comparison
  const ratios = countedPairs(sides).map(ratioOf)
  const more = ratios.filter((ratio) => ratio > 1).length
  const less = ratios.filter((ratio) => ratio < 1).length
  const seen =
    interval &&
    smallestToSee({ ratio: 1 + change, interval: { low: 1 + interval.low, high: 1 + interval.high } })
  return {
    metric,
    against,
    pairs: ratios.length,
    ...(interval && { interval }),
    more,
    less,
    chance: Math.min(1, 2 * chanceOfAtLeast(Math.max(more, less), more + less)),
    ...(seen !== undefined && { smallestSeen: seen - 1 }),
    ...(control && { noise: control.apart }),
  }
}
