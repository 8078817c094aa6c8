import type { Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import type { Comparison } from '../domain/finding.js'
import { type Metric, metricInfo, metrics } from '../domain/metric.js'
import { median } from '../stats/median.js'
import { observe } from '../stats/observe/observe.js'
import { pairedChanges, relativeChange } from '../stats/pairs.js'
import { summarise } from '../stats/summary.js'

export const measuredMetrics = metrics.filter((metric) => metricInfo[metric].measured)

export function compareMetric(facts: Facts, service: Service, metric: Metric): Comparison {
  const { summary } = metricInfo[metric]
  const before = observe(facts, service, 'baseline', metric)
  const after = observe(facts, service, 'candidate', metric)
  const baseline = summarise(before.samples, summary).value
  const candidate = summarise(after.samples, summary).value
  const changes = changesOfPairs(facts, service, metric)
  const change = changeOf(metric, baseline, candidate, changes)
  return {
    service: service.name,
    metric,
    ...(baseline !== undefined && { baseline }),
    ...(candidate !== undefined && { candidate }),
    ...(change !== undefined && { change }),
    pairs: changes.length,
    ...((before.absent || after.absent) && {
      absent: {
        ...(before.absent && { baseline: before.absent.because }),
        ...(after.absent && { candidate: after.absent.because }),
      },
    }),
  }
}

/** Only what varies by itself needs pairs; what is the same every time is compared directly. */
export function changesOfPairs(facts: Facts, service: Service, metric: Metric): readonly number[] {
  if (!metricInfo[metric].noisy) return []
  return pairedChanges(
    observe(facts, service, 'baseline', metric).samples,
    observe(facts, service, 'candidate', metric).samples,
  )
}

/**
 * Where a metric's number is a middle one, its change is the middle one of the pairs' changes: drift of the machine
 * between pairs then cancels out. The largest and the sum of samples belong to no pair.
 */
function changeOf(
  metric: Metric,
  baseline: number | undefined,
  candidate: number | undefined,
  changes: readonly number[],
): number | undefined {
  if (baseline === undefined || candidate === undefined) return undefined
  const paired = metricInfo[metric].summary === 'median' ? median(changes) : undefined
  return paired ?? relativeChange(baseline, candidate)
}
