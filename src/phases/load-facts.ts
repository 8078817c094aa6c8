import type { LatencyFact, LoadFact, Measurement, Sample } from '../core/domain/facts.js'
import type { Failure } from '../core/domain/failure.js'
import type { Metric } from '../core/domain/metric.js'
import type { VariantRef } from '../core/domain/variant.js'
import type { LoadSlice } from '../core/plan/make-plan.js'
import { percentile } from '../core/stats/percentile.js'
import { grainMs, type LoadRun, type LoadSample } from '../probe/load.js'

/** One slice as it went. */
export interface LoadedSlice {
  readonly slice: LoadSlice
  readonly run: LoadRun
}

/** Both variants of a service under load, or one of them as far as it came. */
export interface LoadedVariant {
  readonly ref: VariantRef
  readonly slices: readonly LoadedSlice[]
  readonly failure?: Failure
}

const toldFailures = 5

/** All requests of a variant together: what the slices' own percentiles cannot be put together to. */
export function loadFactOf({ ref, slices, failure }: LoadedVariant): LoadFact {
  const counted = slices.filter(({ slice }) => !slice.warmUp)
  const samples = counted.flatMap(({ run }) => run.samples)
  const busyMs = counted.reduce((sum, { run }) => sum + run.busyMs, 0)
  const late = samples.map(({ lateMs }) => lateMs).sort((a, b) => a - b)
  const latency = latencyOf(samples)
  return {
    ref,
    slices: counted.length,
    requests: samples.length,
    failed: failedAmong(samples),
    failures: failuresAmong(samples),
    ratePerSecond: rateOf(samples, busyMs),
    ...(latency && { latency }),
    lateP95Ms: percentile(late, 0.95) ?? 0,
    lateMaxMs: late.at(-1) ?? 0,
    lateShare: samples.length === 0 ? 0 : late.filter((ms) => ms > grainMs).length / samples.length,
    ...(failure && { failure }),
  }
}

/** Each slice as one sample of every metric, with its pair. */
export function loadMeasurements({ ref, slices }: LoadedVariant): readonly Measurement[] {
  const of = (
    metric: Metric,
    value: (samples: readonly LoadSample[], busyMs: number) => number | undefined,
  ): Measurement => ({ ref, metric, samples: slices.map((one) => sampleOf(one, value)) })
  const latency = (metric: Metric, pick: keyof LatencyFact) =>
    of(metric, (samples) => latencyOf(samples)?.[pick])
  if (slices.length === 0) return []
  return [
    latency('latency-mean', 'meanMs'),
    latency('latency-p50', 'p50Ms'),
    latency('latency-p95', 'p95Ms'),
    latency('latency-p99', 'p99Ms'),
    of('load-errors', (samples) =>
      samples.length === 0 ? undefined : failedAmong(samples) / samples.length,
    ),
    of('load-rate', rateOf),
  ]
}

function sampleOf(
  { slice: { pair, warmUp }, run }: LoadedSlice,
  read: (samples: readonly LoadSample[], busyMs: number) => number | undefined,
): Sample {
  const place = { pair, ...(warmUp && { warmUp }) }
  const value = read(run.samples, run.busyMs)
  if (value !== undefined) return { ...place, value }
  const [said] = failuresAmong(run.samples)
  return { ...place, failure: { reason: 'expectation', message: said?.message ?? 'nothing was asked' } }
}

function latencyOf(samples: readonly LoadSample[]): LatencyFact | undefined {
  const sorted = samples.flatMap(({ latencyMs }) => latencyMs ?? []).sort((a, b) => a - b)
  const at = (share: number) => percentile(sorted, share) ?? 0
  if (sorted.length === 0) return undefined
  return {
    meanMs: sorted.reduce((sum, one) => sum + one, 0) / sorted.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    maxMs: at(1),
  }
}

const failedAmong = (samples: readonly LoadSample[]): number =>
  samples.filter(({ error }) => error !== undefined).length

const rateOf = (samples: readonly LoadSample[], busyMs: number): number =>
  busyMs === 0 ? 0 : ((samples.length - failedAmong(samples)) * 1000) / busyMs

function failuresAmong(samples: readonly LoadSample[]): LoadFact['failures'] {
  const counts = new Map<string, number>()
  for (const { error } of samples) if (error) counts.set(error.message, (counts.get(error.message) ?? 0) + 1)
  return [...counts]
    .map(([message, count]) => ({ message, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, toldFailures)
}
