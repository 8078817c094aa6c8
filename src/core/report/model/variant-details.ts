import type { Service } from '../../domain/config.js'
import type { BuildFact, Facts, ImageFact, LoadFact, PreparedFact } from '../../domain/facts.js'
import { uniqueBytes } from '../../domain/image-layers.js'
import { type Metric, metricInfo, metrics } from '../../domain/metric.js'
import type { Role } from '../../domain/variant.js'
import { preparedOf } from '../../stats/observe/observation.js'
import { observe } from '../../stats/observe/observe.js'
import { type Summary, summarise } from '../../stats/summary.js'
import { detailBuilds, type TimedBuilds } from './build-details.js'
import { type ContainerCost, containerCostOf } from './container-cost.js'
import { type Timeline, timelineOf } from './timeline.js'

/** What stands behind the numbers of one variant. */
export interface VariantDetails {
  readonly role: Role
  readonly outcome?: PreparedFact['outcome']
  readonly build?: BuildFact
  readonly timedBuilds?: readonly TimedBuilds[]
  readonly image?: ImageFact
  readonly uniqueBytes?: number
  readonly timeline?: Timeline
  readonly cost?: ContainerCost
  readonly load?: LoadFact
  readonly series: readonly Series[]
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
  const cost = containerCostOf(facts, service, role)
  const load = facts.loads?.find(({ ref }) => ref.service === service.name && ref.role === role)
  return {
    role,
    ...(prepared && { outcome: prepared.outcome }),
    ...(prepared?.build && { build: prepared.build }),
    timedBuilds: detailBuilds(facts, service, role),
    ...(prepared?.image && { image: prepared.image }),
    ...(prepared?.image && other?.image && { uniqueBytes: uniqueBytes(prepared.image, other.image) }),
    ...(timeline && { timeline }),
    ...(cost && { cost }),
    ...(load && { load }),
    series: metrics
      .filter((metric) => metricInfo[metric].noisy)
      .flatMap((metric) => seriesOf(facts, service, role, metric) ?? []),
  }
}

function seriesOf(facts: Facts, service: Service, role: Role, metric: Metric): Series | undefined {
  const { samples, how } = observe(facts, service, role, metric)
  if (samples.length === 0) return undefined
  return { metric, ...(how && { how }), summary: summarise(samples, metricInfo[metric].summary) }
}
