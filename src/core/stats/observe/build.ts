import type { BuildFact } from '../../domain/facts.js'
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
    return value === undefined ? absent('the builder did not say', 'nobody') : observed({ value })
  }
