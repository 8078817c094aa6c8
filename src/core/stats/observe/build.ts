import type { BuildFact, BuildKind } from '../../domain/facts.js'
import type { Metric } from '../../domain/metric.js'
import { hasValue, measurementOf, taken } from './measured.js'
import { lostPart, missingPart } from './missing.js'
import { absent, type Observe, observed, preparedOf, unpreparedReason } from './observation.js'

/** A number of the build, where this run built the variant at all. */
export const observeBuild =
  (read: (build: BuildFact) => number | undefined): Observe =>
  (facts, service, role) => {
    const { from } = service[role].source
    if (from !== 'dockerfile') {
      const given = from === 'process' ? 'a process' : `an ${from}`
      return absent(`not built here: it is given as ${given}`, 'configuration')
    }
    const unprepared = unpreparedReason(facts, service, role)
    if (unprepared) return unprepared
    const build = preparedOf(facts, service, role)?.build
    const value = build && read(build)
    if (value !== undefined) return observed({ value })
    return lostPart(facts, 'images') ?? absent('the builder did not say', 'nobody')
  }

/** A build that was made for its duration alone, where that was asked for. */
export const observeTimedBuild =
  (metric: Metric, kind: BuildKind): Observe =>
  (facts, service, role) => {
    const measurement = measurementOf(facts, service, role, metric)
    if (measurement && hasValue(measurement)) return taken(measurement)
    if (service[role].source.from !== 'dockerfile')
      return absent(`not built here: it is given as an ${service[role].source.from}`, 'configuration')
    if (!service[role].builds?.[kind]) return absent(`not asked for: builds.${kind}`, 'configuration')
    const unprepared = unpreparedReason(facts, service, role)
    if (unprepared) return unprepared
    const missing = missingPart(facts, 'timed')
    if (missing) return missing
    const samples = measurement?.samples ?? []
    const [failed] = samples.flatMap(({ failure }) => failure?.message ?? [])
    return { ...absent(failed ?? 'no build was made', 'nobody'), samples }
  }
