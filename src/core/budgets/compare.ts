import type { BaseComparison, Compared, Comparison } from '../domain/comparison.js'
import type { Service } from '../domain/config.js'
import { type Metric, metricInfo } from '../domain/metric.js'
import { controlOf } from '../stats/control.js'
import { type Effect, effectOf } from '../stats/effect.js'
import { acceptedError, errorAt, looksOf } from '../stats/looks.js'
import { pairsTried, relativeChange, repeatsOf } from '../stats/pairs.js'
import { summarise } from '../stats/summary.js'
import { pairsToTell, verdictOn } from './change-verdict.js'
import { countedPairs, type Sides, samplesOf } from './sides.js'

/** Candidate against baseline. */
export function compareMetric(service: Service, sides: Sides): Comparison {
  const { compared, value, because } = compareSides(service, sides)
  const candidateAbsent = sides.candidate.absent?.because
  return {
    ...compared,
    ...(value !== undefined && { baseline: value }),
    ...((because || candidateAbsent) && {
      absent: {
        ...(because && { baseline: because }),
        ...(candidateAbsent && { candidate: candidateAbsent }),
      },
    }),
  }
}

/** This change's candidate against the base's. */
export function compareWithBase(service: Service, sides: Sides): BaseComparison {
  const { compared, value, because } = compareSides(service, sides)
  const candidateAbsent = sides.candidate.absent?.because
  return {
    ...compared,
    ...(value !== undefined && { base: value }),
    ...((because || candidateAbsent) && {
      absent: { ...(because && { base: because }), ...(candidateAbsent && { candidate: candidateAbsent }) },
    }),
  }
}

interface ComparedSides {
  readonly compared: Compared
  /** Of what the candidate is held against; or why there is none. */
  readonly value: number | undefined
  readonly because: string | undefined
}

function compareSides(service: Service, sides: Sides): ComparedSides {
  const { metric, against, inTurn } = sides
  const { summary, pairs: pairedBy } = metricInfo[metric]
  const value = against.value ?? summarise(against.samples, summary).value
  const candidate = sides.candidate.value ?? summarise(sides.candidate.samples, summary).value
  const pairs = countedPairs(sides)
  // Only of starts are more taken, depending on what was seen.
  const error =
    pairedBy === 'starts' ? errorAt(looksOf(service), pairsTried(...samplesOf(sides))) : acceptedError
  const effect = effectOf(pairs, error)
  const change = changeOf(metric, value, candidate, effect)
  const interval = effect?.interval && {
    low: effect.interval.low - 1,
    high: effect.interval.high - 1,
  }
  const control =
    pairs.length > 1 ? controlOf(repeatsOf(against.samples, sides.candidate.samples, inTurn)) : undefined
  const verdict = change === undefined ? undefined : verdictOn(metric, change, interval, service.samples)
  const pairsToSettle =
    verdict === 'unclear' && effect ? pairsToTell(effect, pairs.length, service) : undefined
  return {
    value,
    because: against.absent?.because,
    compared: {
      service: service.name,
      metric,
      ...(candidate !== undefined && { candidate }),
      ...(change !== undefined && { change }),
      ...(interval && { interval }),
      ...(verdict && { verdict }),
      pairs: pairs.length,
      ...(pairsToSettle !== undefined && { pairsToSettle }),
      ...(control && { control }),
    },
  }
}

/**
 * Where a metric's number is a middle one, its change is what the pairs come to: drift of the machine between pairs then
 * cancels out. The largest and the sum of samples belong to no pair.
 */
function changeOf(
  metric: Metric,
  against: number | undefined,
  candidate: number | undefined,
  effect: Effect | undefined,
): number | undefined {
  if (against === undefined || candidate === undefined) return undefined
  return effect && metricInfo[metric].summary === 'median'
    ? effect.ratio - 1
    : relativeChange(against, candidate)
}
