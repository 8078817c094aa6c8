import type { LoadFact } from '../../domain/facts.js'
import type { Metric } from '../../domain/metric.js'
import { observeMeasured } from './measured.js'
import { absent, type Observe, unpreparedReason } from './observation.js'

/** A number of the whole load. Its slices are the samples, for pairs; put together, their percentiles are none. */
export const observeLoad =
  (metric: Metric, read: (load: LoadFact) => number | undefined): Observe =>
  (facts, service, role) => {
    if (!service.load) return absent('no load', 'configuration')
    const unprepared = unpreparedReason(facts, service, role)
    if (unprepared) return unprepared
    const load = facts.loads?.find(({ ref }) => ref.service === service.name && ref.role === role)
    const value = load && load.requests > 0 ? read(load) : undefined
    if (value !== undefined) return { ...observeMeasured(metric)(facts, service, role), value }
    if (load?.failure) return absent('it ended under load', 'finding')
    if (load && load.requests > 0) return absent('no request was answered', 'finding')
    return observeMeasured(metric)(facts, service, role)
  }
