import type { Measurement } from '../../domain/facts.js'
import type { PartialRecord } from '../../domain/part.js'
import type { PlanDocument } from '../../domain/plan.js'
import { refOfCell, type VariantRef, variantKey } from '../../domain/variant.js'
import { preparedMetrics } from '../../stats/prepared-measurements.js'
import { isSuiteMetric } from './suite-metrics.js'

/** The first thing that a part tells and that its shard has no business with. Undefined where all is its own. */
export function findForeignFact({ part, facts }: PartialRecord, plan: PlanDocument): string | undefined {
  const own = part.stage === 'build' ? ownOfBuild(plan, part.shard) : ownOfShard(plan, part.shard)
  const service = (name: string) => (own.services.has(name) ? undefined : `service ${name}`)
  const timed = (name: string, what: string) => (own.timed.has(name) ? undefined : `${what} of ${name}`)
  const suite = (name: string, of: string) =>
    own.suites.has(suiteKey(of, name)) ? undefined : `suite ${name} of ${of}`
  const { prepared, measurements, starts, builds = [], cells, loads = [], lost = [], spent = [] } = facts
  const based = new Set(
    plan.config.services.filter(({ base }) => base?.from === 'commit').map(({ name }) => name),
  )
  const variant = (ref: VariantRef) =>
    ref.revision === 'head' || based.has(ref.service) ? undefined : variantKey(ref)
  const telling = [
    ...[...prepared, ...measurements, ...starts, ...builds, ...loads, ...(part.images ?? [])].map(({ ref }) =>
      variant(ref),
    ),
    ...cells.map((cell) => variant(refOfCell(cell))),
    ...prepared.map(({ ref }) => service(ref.service)),
    ...measurements.map((one) => foreignMeasurement(one, service, timed, suite)),
    ...starts.map(({ ref, purpose, suite: name }) =>
      purpose === 'smoke' ? suite(name ?? '', ref.service) : timed(ref.service, `a ${purpose} start`),
    ),
    ...builds.map(({ ref }) => timed(ref.service, 'a timed build')),
    ...cells.map((cell) => suite(cell.suite, cell.service)),
    ...loads.map(({ ref }) => timed(ref.service, 'load')),
    ...[...lost, ...spent].map((one) => service(one.service)),
    ...(part.images ?? []).map(({ ref }) => service(ref.service)),
    ...(part.done ?? []).map((unit) =>
      unit.unit === 'timed' ? timed(unit.service, 'the timed part') : suite(unit.suite, unit.service),
    ),
  ]
  return telling.find((one) => one !== undefined)
}

interface Own {
  readonly services: ReadonlySet<string>
  readonly timed: ReadonlySet<string>
  readonly suites: ReadonlySet<string>
}

const suiteKey = (service: string, suite: string): string => JSON.stringify([service, suite])

function ownOfBuild({ builds }: PlanDocument, shard: number): Own {
  const services = builds.find(({ number }) => number === shard)?.services ?? []
  return { services: new Set(services), timed: new Set(), suites: new Set() }
}

function ownOfShard({ shards }: PlanDocument, shard: number): Own {
  const units = shards.find(({ number }) => number === shard)?.units ?? []
  return {
    services: new Set(units.map(({ service }) => service)),
    timed: new Set(units.flatMap((unit) => (unit.unit === 'timed' ? [unit.service] : []))),
    suites: new Set(
      units.flatMap((unit) => (unit.unit === 'suite' ? [suiteKey(unit.service, unit.suite)] : [])),
    ),
  }
}

function foreignMeasurement(
  { ref, metric, samples }: Measurement,
  service: (name: string) => string | undefined,
  timed: (name: string, what: string) => string | undefined,
  suite: (name: string, of: string) => string | undefined,
): string | undefined {
  if (preparedMetrics.has(metric)) return service(ref.service)
  if (!isSuiteMetric(metric)) return timed(ref.service, metric)
  return samples.map((sample) => suite(sample.suite ?? '', ref.service)).find((one) => one !== undefined)
}
