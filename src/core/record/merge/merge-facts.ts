import type { Config, Service } from '../../domain/config.js'
import type { Facts, Measurement, PreparedFact, Sample } from '../../domain/facts.js'
import { type Metric, metrics } from '../../domain/metric.js'
import type { SpentFact } from '../../domain/shared-run-facts.js'
import { refOfCell, type VariantRef, variantKey } from '../../domain/variant.js'
import { refsOf } from '../../plan/with-base.js'
import { factsByService } from '../../stats/facts-by-service.js'
import { measurementsOfPrepared, preparedMetrics } from '../../stats/prepared-measurements.js'
import { isSuiteMetric } from './suite-metrics.js'

/** Facts of shards that prepare for others, and of those that measure; each in the order of the shards. */
export interface FactsOfShards {
  readonly builds: readonly Facts[]
  readonly shards: readonly Facts[]
}

type Merged = Pick<Facts, 'prepared' | 'measurements' | 'starts' | 'builds' | 'cells' | 'loads' | 'spent'>

/** What all shards found, in the config's order whoever found it: one shard and many give the same. */
export function mergeFacts({ services }: Config, { builds, shards }: FactsOfShards): Merged {
  const made = factsByService(joined(builds))
  const measured = factsByService(joined(shards))
  const merged = services.map((service) => mergeService(service, made(service.name), measured(service.name)))
  const starts = merged.flatMap((one) => one.starts)
  const all = {
    builds: merged.flatMap((one) => one.builds ?? []),
    loads: merged.flatMap((one) => one.loads ?? []),
    spent: merged.flatMap((one) => one.spent ?? []),
  }
  return {
    prepared: merged.flatMap((one) => one.prepared),
    measurements: merged.flatMap((one) => one.measurements),
    starts: (['timed', 'smoke', 'load'] as const).flatMap((purpose) =>
      starts.filter((start) => start.purpose === purpose),
    ),
    ...(all.builds.length > 0 && { builds: all.builds }),
    cells: merged.flatMap((one) => one.cells),
    ...(all.loads.length > 0 && { loads: all.loads }),
    ...(all.spent.length > 0 && { spent: all.spent }),
  }
}

const joined = (all: readonly Facts[]): Facts => ({
  prepared: all.flatMap(({ prepared }) => prepared),
  measurements: all.flatMap(({ measurements }) => measurements),
  starts: all.flatMap(({ starts }) => starts),
  builds: all.flatMap(({ builds = [] }) => builds),
  cells: all.flatMap(({ cells }) => cells),
  loads: all.flatMap(({ loads = [] }) => loads),
  spent: all.flatMap(({ spent = [] }) => spent),
})

function mergeService(service: Service, made: Facts, measured: Facts): Merged {
  const refs = refsOf(service)
  const placeOfRef = (ref: VariantRef): number => refs.map(variantKey).indexOf(variantKey(ref))
  const prepared = refs.flatMap((ref) => choosePrepared(made, measured, ref) ?? [])
  const suites = new Map(service.smoke.map(({ name }, index) => [name, index]))
  const placeOf = (suite = '') => suites.get(suite) ?? suites.size
  return {
    prepared,
    measurements: mergeMeasurements(prepared, measured, placeOf, placeOfRef),
    starts: inOrder(measured.starts, ({ purpose, suite, ref }) =>
      // Timed starts and those under load stay as they were taken; suites ran beside each other.
      purpose === 'smoke' ? placeOf(suite) * refs.length + placeOfRef(ref) : 0,
    ),
    builds: measured.builds ?? [],
    cells: inOrder(measured.cells, (cell) => placeOf(cell.suite) * refs.length + placeOfRef(refOfCell(cell))),
    loads: measured.loads ?? [],
    spent: mergeSpent(made, measured, placeOf),
  }
}

/** Whoever made an image knows most of it; where that is lost, whoever took it knows some. */
function choosePrepared(made: Facts, measured: Facts, ref: VariantRef): PreparedFact | undefined {
  const ofRef = ({ prepared }: Facts) => prepared.filter((one) => variantKey(one.ref) === variantKey(ref))
  const [first] = ofRef(made)
  if (first) return first
  const others = ofRef(measured)
  return others.find(({ outcome }) => outcome !== 'failed') ?? others[0]
}

function mergeMeasurements(
  prepared: readonly PreparedFact[],
  measured: Facts,
  placeOf: (suite?: string) => number,
  placeOfRef: (ref: VariantRef) => number,
): readonly Measurement[] {
  const merged = new Map<string, Measurement>()
  const add = (one: Measurement) => {
    const key = `${one.ref.role}@${one.ref.revision} ${one.metric}`
    const other = merged.get(key)
    merged.set(key, other ? { ...other, samples: [...other.samples, ...one.samples] } : one)
  }
  for (const one of prepared.flatMap(measurementsOfPrepared)) add(one)
  for (const one of measured.measurements) if (!preparedMetrics.has(one.metric)) add(one)
  const bySuite = (samples: readonly Sample[]) => inOrder(samples, ({ suite }) => placeOf(suite))
  return inOrder(
    [...merged.values()].map((one) =>
      isSuiteMetric(one.metric) ? { ...one, samples: bySuite(one.samples) } : one,
    ),
    ({ ref, metric }) => placeOfRef(ref) * metrics.length + placeOfMetric(metric),
  )
}

const places = new Map(metrics.map((metric, index) => [metric, index]))
const placeOfMetric = (metric: Metric): number => places.get(metric) ?? metrics.length

const order: readonly SpentFact['what'][] = ['prepare', 'timed', 'suite']

/** Of images that travelled, making them counts and not fetching them. */
function mergeSpent(made: Facts, measured: Facts, placeOf: (suite?: string) => number): readonly SpentFact[] {
  const own = made.spent ?? []
  const isMade = made.prepared.length > 0
  const others = measured.spent ?? []
  return inOrder(
    [...own, ...others.filter(({ what }) => what !== 'prepare' || !isMade)],
    ({ what, suite }) => order.indexOf(what) * (placeOf() + 2) + (what === 'suite' ? placeOf(suite) : 0),
  )
}

/** As the engine sorts: what has the same place stays as it was. */
const inOrder = <T>(all: readonly T[], place: (one: T) => number): readonly T[] =>
  [...all].sort((one, other) => place(one) - place(other))
