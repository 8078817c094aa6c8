import type {
  CellFact,
  Facts,
  MachineFact,
  Measurement,
  PreparedFact,
  Sample,
  TimedBuildFact,
} from '../core/domain/facts.js'
import type { Failure } from '../core/domain/failure.js'
import type { Metric } from '../core/domain/metric.js'
import type { SpentFact } from '../core/domain/shared-run-facts.js'
import type { StartFact } from '../core/domain/start-fact.js'
import { refOfCell, type VariantRef, variantKey } from '../core/domain/variant.js'
import { measurementsOfPrepared } from '../core/stats/prepared-measurements.js'
import { costMeasurements } from './cost-measurements.js'
import type { LoadOutcome } from './load.js'
import { loadFactOf, loadMeasurements } from './load-facts.js'
import type { SmokeOutcome } from './smoke.js'
import type { TimedStart } from './timed-start.js'

export interface Collected {
  readonly machine?: MachineFact
  readonly prepared: readonly PreparedFact[]
  readonly builds?: readonly TimedBuildFact[]
  readonly timed: readonly TimedStart[]
  readonly smoke: SmokeOutcome
  readonly load?: LoadOutcome
  readonly interrupted?: Failure
  readonly spent?: readonly SpentFact[]
}

/** What the phases found, as the facts of the record: every metric's samples gathered by variant. */
export function collectFacts({
  machine,
  prepared,
  builds = [],
  timed,
  smoke,
  load,
  interrupted,
  spent = [],
}: Collected): Facts {
  return {
    ...(machine === undefined ? {} : { machine }),
    prepared,
    measurements: prepared.flatMap((fact) => [
      ...measurementsOfPrepared(fact),
      ...buildMeasurements(builds.filter(({ ref }) => variantKey(ref) === variantKey(fact.ref))),
      ...startMeasurements(
        fact.ref,
        timed.filter((start) => variantKey(start.fact.ref) === variantKey(fact.ref)),
      ),
      ...smokeMeasurements(
        fact.ref,
        smoke.cells.filter((cell) => variantKey(refOfCell(cell)) === variantKey(fact.ref)),
      ),
      ...(load?.loaded ?? [])
        .filter(({ ref }) => variantKey(ref) === variantKey(fact.ref))
        .flatMap(loadMeasurements),
    ]),
    starts: [...timed.map(({ fact }) => fact), ...smoke.starts, ...(load?.starts ?? [])],
    ...(builds.length === 0 ? {} : { builds }),
    cells: smoke.cells,
    ...(load !== undefined && load.loaded.length > 0 && { loads: load.loaded.map(loadFactOf) }),
    ...(interrupted === undefined ? {} : { interrupted }),
    ...(spent.length === 0 ? {} : { spent }),
  }
}

const buildMetrics = { cold: 'build-cold', warm: 'build-warm', rebuild: 'rebuild-time' } as const

function buildMeasurements(builds: readonly TimedBuildFact[]): Measurement[] {
  return (['cold', 'warm', 'rebuild'] as const).flatMap((kind): Measurement[] => {
    const own = builds.filter((build) => build.kind === kind)
    const [first] = own
    if (first === undefined) return []
    const file = own.find((build) => build.file !== undefined)?.file
    const how = {
      cold: 'nothing from the cache, the base images there',
      warm: 'everything from the cache that can be, the whole context sent',
      rebuild: file === undefined ? undefined : `after a line more in ${file}`,
    }[kind]
    const samples = own.map(
      ({ pair, warmUp, build, failure }): Sample => ({
        ...(failure === undefined && build !== undefined
          ? { value: build.durationMs }
          : failedSample(failure)),
        ...(pair === undefined ? {} : { pair }),
        ...(warmUp ? { warmUp } : {}),
      }),
    )
    return [{ ref: first.ref, metric: buildMetrics[kind], ...(how === undefined ? {} : { how }), samples }]
  })
}

function startMeasurements(ref: VariantRef, starts: readonly TimedStart[]): Measurement[] {
  const of = (
    metric: Metric,
    value: (start: TimedStart) => number | undefined,
    how?: string,
  ): Measurement[] => {
    const samples = starts.flatMap((start): Sample[] => {
      const { pair, failure } = start.fact
      const place = {
        ...(pair === undefined ? {} : { pair }),
        ...(start.fact.warmUp ? { warmUp: true } : {}),
      }
      const observed = value(start)
      if (observed !== undefined) return [{ ...place, value: observed }]
      return failure === undefined ? [] : [{ ...place, ...failedSample(failure) }]
    })
    return samples.length === 0 ? [] : [{ ref, metric, ...(how === undefined ? {} : { how }), samples }]
  }
  const how = starts.find(({ memory }) => memory !== undefined)?.memory?.how
  return [
    ...of('startup', ({ fact }) =>
      fact.readyMs === undefined ? undefined : fact.readyMs - (fact.createdMs ?? 0),
    ),
    ...of('startup-engine', ({ fact }) => enginePartMs(fact), engineHow),
    ...of('startup-application', ({ fact }) => applicationPartMs(fact), engineHow),
    ...of('memory-idle', ({ memory }) => memory?.workingSetBytes, how),
    ...costMeasurements(
      ref,
      starts.map(({ fact }) => fact),
    ),
  ]
}

const engineHow =
  "split where the process started by the engine's clock; of a process, where the kernel had started it"

const enginePartMs = ({ createdMs = 0, processStartedMs, failure }: StartFact): number | undefined =>
  failure || processStartedMs === undefined ? undefined : processStartedMs - createdMs

const applicationPartMs = ({ processStartedMs, readyMs }: StartFact): number | undefined =>
  readyMs === undefined || processStartedMs === undefined ? undefined : readyMs - processStartedMs

function smokeMeasurements(ref: VariantRef, cells: readonly CellFact[]): Measurement[] {
  const of = (metric: Metric, value: (cell: CellFact) => number | undefined, how?: string): Measurement[] => {
    const samples = cells.flatMap((cell): Sample[] => {
      const observed = value(cell)
      if (observed !== undefined) return [{ value: observed, suite: cell.suite }]
      return cell.failure === undefined ? [] : [{ ...failedSample(cell.failure), suite: cell.suite }]
    })
    return samples.length === 0 ? [] : [{ ref, metric, ...(how === undefined ? {} : { how }), samples }]
  }
  const how = cells.find(({ memoryHow }) => memoryHow !== undefined)?.memoryHow
  const peakHow = cells.find(({ memoryPeakHow }) => memoryPeakHow !== undefined)?.memoryPeakHow
  return [
    ...of('memory-after', ({ memoryAfterBytes }) => memoryAfterBytes, how),
    ...of('memory-peak', ({ memoryPeakBytes }) => memoryPeakBytes, peakHow),
  ]
}

const failedSample = (failure: Failure | undefined): Sample => (failure === undefined ? {} : { failure })
