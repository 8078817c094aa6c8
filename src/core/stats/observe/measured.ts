import type { Service } from '../../domain/config.js'
import type { Facts, Measurement } from '../../domain/facts.js'
import type { Metric } from '../../domain/metric.js'
import type { Role } from '../../domain/variant.js'
import { missingPart } from './missing.js'
import { absent, type Observation, type Observe, unpreparedReason } from './observation.js'

/** A metric that a phase sampled by itself: start-up, memory. */
export const observeMeasured =
  (metric: Metric): Observe =>
  (facts, service, role) => {
    const measurement = measurementOf(facts, service, role, metric)
    if (!measurement || !hasValue(measurement)) return whyUnmeasured(facts, service, role, measurement)
    return taken(measurement)
  }

/** Start-up has no number where nothing was waited for. */
export const observeStartup: Observe = (facts, service, role) => {
  const observation = observeMeasured('startup')(facts, service, role)
  const waitsForNothing = service[role].ready.conditions.length === 0
  return observation.absent?.answeredBy === 'nobody' && waitsForNothing
    ? absent('nothing says when it is ready: it has neither a port nor a ready condition', 'configuration')
    : observation
}

/** The two parts of start-up have no number where the engine's word for when the process started is not believed. */
export const observeStartupPart =
  (metric: 'startup-engine' | 'startup-application'): Observe =>
  (facts, service, role) => {
    const whole = observeStartup(facts, service, role)
    if (whole.absent && metric === 'startup-application') return whole
    const observation = observeMeasured(metric)(facts, service, role)
    const isRefused = facts.starts.some(
      ({ ref, purpose, witness }) =>
        purpose === 'timed' && ref.service === service.name && ref.role === role && witness?.refused,
    )
    return observation.absent?.answeredBy === 'nobody' && isRefused
      ? absent("the engine's clock and ours do not agree", 'finding')
      : observation
  }

/** What is done for a container and never for a process. */
export const observeOfContainer =
  (metric: 'container-create' | 'container-remove'): Observe =>
  (facts, service, role) =>
    service[role].source.from === 'process'
      ? absent('a process is neither created nor removed', 'configuration')
      : observeMeasured(metric)(facts, service, role)

/** How long it took to end is not known where only force ended it; a finding of its own tells of that. */
export const observeStop: Observe = (facts, service, role) => {
  const observation = observeMeasured('container-stop')(facts, service, role)
  const isForced = facts.starts.some(
    ({ ref, stop }) =>
      ref.service === service.name && ref.role === role && stop !== undefined && stop.tookMs === undefined,
  )
  if (observation.absent?.answeredBy !== 'nobody' || !isForced) return observation
  return { ...absent('only force ended it', 'finding'), samples: observation.samples }
}

export function measurementOf(
  facts: Facts,
  service: Service,
  role: Role,
  metric: Metric,
): Measurement | undefined {
  return facts.measurements.find(
    (one) =>
      one.metric === metric &&
      one.ref.service === service.name &&
      one.ref.role === role &&
      one.ref.revision === 'head',
  )
}

export const taken = ({ samples, how }: Measurement): Observation => ({ samples, ...(how && { how }) })

export const hasValue = (measurement: Measurement): boolean =>
  measurement.samples.some(({ value }) => value !== undefined)

function whyUnmeasured(
  facts: Facts,
  service: Service,
  role: Role,
  measurement: Measurement | undefined,
): Observation {
  const unprepared = unpreparedReason(facts, service, role)
  if (unprepared) return unprepared
  const starts = facts.starts.filter(({ ref }) => ref.service === service.name && ref.role === role)
  if (starts.length > 0 && starts.every(({ failure }) => failure))
    return absent('it never came up', 'finding')
  const missing = missingPart(facts, 'timed')
  if (missing) return missing
  const samples = measurement?.samples ?? []
  const [failed] = samples.flatMap(({ failure }) => failure?.message ?? [])
  return { ...absent(failed ? `every attempt failed: ${failed}` : 'no sample was taken', 'nobody'), samples }
}
