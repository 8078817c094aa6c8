import type { Measurement, Sample } from '../core/domain/facts.js'
import type { Metric } from '../core/domain/metric.js'
import type { StartFact } from '../core/domain/start-fact.js'
import type { VariantRef } from '../core/domain/variant.js'
import { spokenDuration } from '../probe/deadline.js'

/** What containers cost, from the timed starts of one variant. What a start did not come to is no attempt. */
export function costMeasurements(ref: VariantRef, starts: readonly StartFact[]): Measurement[] {
  const of = (
    metric: Metric,
    take: (start: StartFact) => Sample | undefined,
    how?: string,
  ): Measurement[] => {
    const samples = starts.flatMap((start): Sample[] => {
      const { pair, warmUp } = start
      const sample = take(start)
      if (sample === undefined) return []
      return [{ ...(pair === undefined ? {} : { pair }), ...(warmUp ? { warmUp } : {}), ...sample }]
    })
    return samples.length === 0 ? [] : [{ ref, metric, ...(how === undefined ? {} : { how }), samples }]
  }
  return [
    ...of('container-create', ({ createdMs }) => sampleOf(createdMs)),
    ...of('container-exec', ({ execMs, execFailure }) =>
      execFailure === undefined ? sampleOf(execMs) : { failure: execFailure },
    ),
    ...of('container-stop', ({ stop }) => stop && stopSample(stop), stopHow(starts)),
    ...of('container-remove', ({ removeMs }) => sampleOf(removeMs)),
  ]
}

const sampleOf = (value: number | undefined): Sample | undefined =>
  value === undefined ? undefined : { value }

function stopSample({ sent, timeoutMs, tookMs }: NonNullable<StartFact['stop']>): Sample {
  if (tookMs !== undefined) return { value: tookMs }
  const message = `did not end within ${spokenDuration(timeoutMs)} of ${sent}`
  return { failure: { reason: 'timeout', message } }
}

function stopHow(starts: readonly StartFact[]): string | undefined {
  const stop = starts.find((start) => start.stop?.until !== undefined)?.stop
  if (stop === undefined) return undefined
  return stop.until === 'exit'
    ? `from ${stop.sent} to the exit as the engine stamped it; of a process, of all it started`
    : `from ${stop.sent} to the engine's word of the exit, after it had torn down the rest`
}
