import type { Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import type { Failure } from '../domain/failure.js'
import type { Finding, Level } from '../domain/finding.js'
import { insideMetrics, type Metric, sizeMetrics } from '../domain/metric.js'
import { type Role, roles } from '../domain/variant.js'
import { recogniseFailure } from '../findings/cause.js'
import { isToldForAll } from '../stats/observe/missing.js'
import { preparedOf } from '../stats/observe/observation.js'
import { blame } from './blame.js'
import type { Find } from './find.js'

/** Variants that could not be built, pulled or loaded, and images that could not be read. */
export const findUnprepared: Find = (facts, service) =>
  roles.flatMap((role) => {
    const prepared = preparedOf(facts, service, role)
    if (!prepared) return facts.interrupted || facts.lost?.length ? [] : [neverPrepared(service, role)]
    if (prepared.outcome === 'failed')
      return failed(
        facts,
        service,
        role,
        prepared.failure ?? { reason: 'not-run', message: 'no reason given' },
      )
    const { imageFailure, insideFailure } = prepared
    if (imageFailure) return unread(service, role, imageFailure, [...sizeMetrics, ...insideMetrics])
    return insideFailure
      ? unread(service, role, insideFailure, insideMetrics).map((one) => ({ ...one, sizesKnown: true }))
      : []
  })

const headOf = (service: Service, role: Role) => ({ service: service.name, role, revision: 'head' as const })

/** A service without facts must never look like one without faults. */
const neverPrepared = (service: Service, role: Role): Finding => ({
  tag: 'prepare-failed',
  level: 'inconclusive',
  ref: headOf(service, role),
  failure: { reason: 'not-run', message: 'the run ended before it was prepared' },
})

function failed(facts: Facts, service: Service, role: Role, failure: Failure): readonly Finding[] {
  if (isToldForAll(facts, failure)) return []
  const place = failure.place ?? service[role].place
  const cause = recogniseFailure(failure)
  return [
    {
      tag: 'prepare-failed',
      level: blame(role, failure),
      ref: headOf(service, role),
      failure,
      ...(cause && { cause }),
      ...(place && { place }),
    },
  ]
}

/** Only these are missing then: that leaves the verdict open where one could have failed it. */
function unread(
  service: Service,
  role: Role,
  failure: Failure,
  missing: readonly Metric[],
): readonly Extract<Finding, { tag: 'image-unread' }>[] {
  const couldFail = service.budgets.some(
    ({ metric, limit, migration }) =>
      missing.includes(metric) &&
      (migration?.fail !== undefined || (role === 'candidate' && limit?.fail !== undefined)),
  )
  const level: Level = couldFail ? 'inconclusive' : 'warn'
  const place = service[role].place
  return [{ tag: 'image-unread', level, ref: headOf(service, role), failure, ...(place && { place }) }]
}
