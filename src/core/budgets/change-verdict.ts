import type { ComparisonVerdict, Interval } from '../domain/comparison.js'
import type { SampleLimits, Service } from '../domain/config.js'
import { type Metric, metricInfo } from '../domain/metric.js'
import type { Effect } from '../stats/effect.js'
import { errorAt, looksOf } from '../stats/looks.js'
import { fewestPairs, pairsToClear, pairsToFit } from '../stats/settle.js'

/**
 * What a change comes to. What varies needs an interval to be told from noise; where it lies inside the smallest
 * difference that matters, it is the same, though the direction may be known. What is the same every time is compared
 * to the last byte.
 */
export function verdictOn(
  metric: Metric,
  change: number,
  interval: Interval | undefined,
  { matters }: SampleLimits,
): ComparisonVerdict {
  const { noisy, better } = metricInfo[metric]
  if (noisy && !interval) return 'unclear'
  const { low, high } = interval ?? { low: change, high: change }
  if (noisy ? isInside({ low, high }, matters) : change === 0) return 'same'
  if (low > 0) return better === 'higher' ? 'better' : 'worse'
  if (high < 0) return better === 'higher' ? 'worse' : 'better'
  return 'unclear'
}

/** A share less is as far from nothing as the same share more, as ratios go. */
const isInside = ({ low, high }: Interval, matters: number): boolean =>
  high <= matters && (1 + low) * (1 + matters) >= 1

/** About how many pairs would tell an unclear change from none, or show that it does not matter: whichever comes first. */
export function pairsToTell(effect: Effect, pairs: number, service: Service): number | undefined {
  if (!effect.interval) return fewestToTell(service, pairs)
  const ways = [
    pairsToClear(effect, pairs, 1),
    pairsToFit(effect, pairs, 1 + service.samples.matters),
  ].flatMap((one) => one ?? [])
  return ways.length === 0 ? undefined : Math.min(...ways)
}

/** Where there is no interval yet: the fewest pairs that have one, in so far as more could be taken. */
export function fewestToTell(service: Service, pairs: number): number {
  const looks = looksOf(service)
  const next = looks.find((look) => look.pairs > pairs)?.pairs ?? 0
  return Math.max(fewestPairs(errorAt(looks, pairs + 1)), next)
}
