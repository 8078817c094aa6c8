import { measuredMetrics } from '../../budgets/compare.js'
import type { Service } from '../../domain/config.js'
import type { BuildFact, Facts, ImageFact, PreparedFact, StartFact } from '../../domain/facts.js'
import { uniqueBytes } from '../../domain/image-layers.js'
import { type Metric, metricInfo } from '../../domain/metric.js'
import type { Role } from '../../domain/variant.js'
import { median } from '../../stats/median.js'
import { preparedOf } from '../../stats/observe/observation.js'
import { observe } from '../../stats/observe/observe.js'
import { type Summary, summarise } from '../../stats/summary.js'

/** What stands behind the numbers of one variant. */
export interface VariantDetails {
  readonly role: Role
  readonly outcome?: PreparedFact['outcome']
  readonly build?: BuildFact
  readonly image?: ImageFact
  readonly uniqueBytes?: number
  readonly timeline?: Timeline
  readonly series: readonly Series[]
}

/** Middle values of the timed starts that came up, in ms since the engine was asked for an instance. */
export interface Timeline {
  readonly starts: number
  readonly createdMs?: number
  readonly startedMs?: number
  readonly portOpenMs?: number
  readonly readyMs?: number
  readonly via?: StartFact['via']
}

interface Series {
  readonly metric: Metric
  readonly how?: string
  readonly summary: Summary
}

export function detailVariant(facts: Facts, service: Service, role: Role): VariantDetails {
  const prepared = preparedOf(facts, service, role)
  const other = preparedOf(facts, service, role === 'baseline' ? 'candidate' : 'baseline')
  const timeline = timelineOf(facts, service, role)
  return {
    role,
    ...(prepared && { outcome: prepared.outcome }),
    ...(prepared?.build && { build: prepared.build }),
    ...(prepared?.image && { image: prepared.image }),
    ...(prepared?.image && other?.image && { uniqueBytes: uniqueBytes(prepared.image, other.image) }),
    ...(timeline && { timeline }),
    series: measuredMetrics
      .filter((metric) => metricInfo[metric].noisy)
      .flatMap((metric) => seriesOf(facts, service, role, metric) ?? []),
  }
}

function timelineOf(facts: Facts, service: Service, role: Role): Timeline | undefined {
  const starts = facts.starts.filter(
    ({ ref, purpose, failure, warmUp }) =>
      purpose === 'timed' &&
      !failure &&
      !warmUp &&
      ref.service === service.name &&
      ref.role === role &&
      ref.revision === 'head',
  )
  if (starts.length === 0) return undefined
  const middle = (pick: (start: StartFact) => number | undefined) =>
    median(starts.flatMap((start) => pick(start) ?? []))
  const [createdMs, startedMs, portOpenMs, readyMs] = [
    middle((start) => start.createdMs),
    middle((start) => start.startedMs),
    middle((start) => start.portOpenMs),
    middle((start) => start.readyMs),
  ]
  const via = starts.find((start) => start.via)?.via
  return {
    starts: starts.length,
    ...(createdMs !== undefined && { createdMs }),
    ...(startedMs !== undefined && { startedMs }),
    ...(portOpenMs !== undefined && { portOpenMs }),
    ...(readyMs !== undefined && { readyMs }),
    ...(via && { via }),
  }
}

function seriesOf(facts: Facts, service: Service, role: Role, metric: Metric): Series | undefined {
  const { samples, how } = observe(facts, service, role, metric)
  if (samples.length === 0) return undefined
  return { metric, ...(how && { how }), summary: summarise(samples, metricInfo[metric].summary) }
}
