import type { Comparison } from '../domain/comparison.js'
import type { Service } from '../domain/config.js'
import type { Facts, Sample } from '../domain/facts.js'
import { type Metric, metricInfo } from '../domain/metric.js'
import { controlOf } from '../stats/control.js'
import { type Effect, effectOf } from '../stats/effect.js'
import { acceptedError, errorAt, looksOf } from '../stats/looks.js'
import { observe } from '../stats/observe/observe.js'
import { type Pair, pairsOf, pairsTried, ratioOf, relativeChange, repeatsOf } from '../stats/pairs.js'
import { summarise } from '../stats/summary.js'
import { pairsToTell, verdictOn } from './change-verdict.js'

export function compareMetric(facts: Facts, service: Service, metric: Metric): Comparison {
  const { summary, pairs: pairedBy } = metricInfo[metric]
  const before = observe(facts, service, 'baseline', metric)
  const after = observe(facts, service, 'candidate', metric)
  const baseline = before.value ?? summarise(before.samples, summary).value
  const candidate = after.value ?? summarise(after.samples, summary).value
  const pairs = countedPairs(metric, before.samples, after.samples)
  // Only of starts are more taken, depending on what was seen.
  const error =
    pairedBy === 'starts'
      ? errorAt(looksOf(service), pairsTried(before.samples, after.samples))
      : acceptedError
  const effect = effectOf(pairs, error)
  const change = changeOf(metric, baseline, candidate, effect)
  const interval = effect?.interval && {
    low: effect.interval.low - 1,
    high: effect.interval.high - 1,
  }
  const control = pairs.length > 1 ? controlOf(repeatsOf(before.samples, after.samples)) : undefined
  const verdict = change === undefined ? undefined : verdictOn(metric, change, interval, service.samples)
  const pairsToSettle =
    verdict === 'unclear' && effect ? pairsToTell(effect, pairs.length, service) : undefined
  return {
    service: service.name,
    metric,
    ...(baseline !== undefined && { baseline }),
    ...(candidate !== undefined && { candidate }),
    ...(change !== undefined && { change }),
    ...(interval && { interval }),
    ...(verdict && { verdict }),
    pairs: pairs.length,
    ...(pairsToSettle !== undefined && { pairsToSettle }),
    ...(control && { control }),
    ...((before.absent || after.absent) && {
      absent: {
        ...(before.absent && { baseline: before.absent.because }),
        ...(after.absent && { candidate: after.absent.because }),
      },
    }),
  }
}

/** What each pair by itself came to. */
export const changesOfPairs = (facts: Facts, service: Service, metric: Metric): readonly number[] =>
  countedPairs(
    metric,
    observe(facts, service, 'baseline', metric).samples,
    observe(facts, service, 'candidate', metric).samples,
  ).map((pair) => ratioOf(pair) - 1)

/** Only what varies by itself needs pairs; what is the same every time is compared directly. */
const countedPairs = (
  metric: Metric,
  baseline: readonly Sample[],
  candidate: readonly Sample[],
): readonly Pair[] => (metricInfo[metric].noisy ? pairsOf(baseline, candidate) : [])

/**
 * Where a metric's number is a middle one, its change is what the pairs come to: drift of the machine between pairs then
 * cancels out. The largest and the sum of samples belong to no pair.
 */
function changeOf(
  metric: Metric,
  baseline: number | undefined,
  candidate: number | undefined,
  effect: Effect | undefined,
): number | undefined {
  if (baseline === undefined || candidate === undefined) return undefined
  return effect && metricInfo[metric].summary === 'median'
    ? effect.ratio - 1
    : relativeChange(baseline, candidate)
}
