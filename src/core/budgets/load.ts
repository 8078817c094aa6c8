import type { Service } from '../domain/config.js'
import type { Facts, LoadFact } from '../domain/facts.js'
import type { Failure } from '../domain/failure.js'
import type { Finding } from '../domain/finding.js'
import { type Role, roles } from '../domain/variant.js'
import { recogniseFailure } from '../findings/cause.js'
import { isToldForAll } from '../stats/observe/missing.js'
import { blame } from './blame.js'
import type { Find } from './find.js'

/** With more failures than answers, nothing is known of how long an answer takes. */
const mostFailed = 0.5
/** How far the achieved rate may stay behind, and how many requests may be sent late, before a percentile is in doubt. */
const tolerated = 0.05

/** Services that went down under load, answered hardly anything, or were not asked as was intended. */
export const findUnderLoad: Find = (facts, service) =>
  onceForTheMachine(
    roles.flatMap((role) => {
      const load = loadOf(facts, service, role)
      if (!load || !service.load) return []
      return findFailed(facts, service, load) ?? findUnsteady(service, load)
    }),
  )

/** That a machine is too busy is one matter, whichever variant it was asking: the worse of the two is told. */
function onceForTheMachine(found: readonly Finding[]): readonly Finding[] {
  const late = found.flatMap((one) =>
    one.tag === 'load-unsteady' && one.because === 'generator' ? [one] : [],
  )
  const worst = Math.max(...late.map(({ lateShare }) => lateShare))
  const told: Finding | undefined = late.find(({ lateShare }) => lateShare === worst)
  return found.filter((one) => one === told || !late.some((other) => other === one))
}

const loadOf = ({ loads }: Facts, { name }: Service, role: Role): LoadFact | undefined =>
  loads?.find(({ ref }) => ref.service === name && ref.role === role && ref.revision === 'head')

const isUnanswered = (load: LoadFact | undefined): boolean =>
  load !== undefined && load.requests > 0 && load.failed >= mostFailed * load.requests

function findFailed(facts: Facts, service: Service, load: LoadFact): readonly Finding[] | undefined {
  const { ref, failed, requests, failures } = load
  const place = service[ref.role].place
  const common = { tag: 'load-failed', ref, failed, requests, ...(place && { place }) } as const
  if (load.failure) {
    if (isToldForAll(facts, load.failure)) return []
    const cause = recogniseFailure(load.failure)
    const level = blame(ref.role, load.failure)
    return [{ ...common, level, because: 'ended', failure: load.failure, ...(cause && { cause }) }]
  }
  if (!isUnanswered(load)) return undefined
  const failure: Failure = { reason: 'expectation', message: failures[0]?.message ?? 'no answer' }
  // Where the baseline does no better, the path may be wrong: that is no fault of the move.
  const isOfTheMove = ref.role === 'candidate' && !isUnanswered(loadOf(facts, service, 'baseline'))
  return [{ ...common, level: isOfTheMove ? 'fail' : 'inconclusive', because: 'unanswered', failure }]
}

function findUnsteady(service: Service, load: LoadFact): readonly Finding[] {
  const { ref, ratePerSecond: achieved, failed, requests, failures, lateShare } = load
  const asked = service.load?.ratePerSecond ?? 0
  const isSlow = achieved < asked * (1 - tolerated)
  if (requests === 0 || (!isSlow && lateShare <= tolerated)) return []
  const [most] = failures
  return [
    {
      tag: 'load-unsteady',
      level: 'warn',
      ref,
      because: isSlow ? 'service' : 'generator',
      asked,
      achieved,
      failed,
      requests,
      ...(most && { message: most.message }),
      lateShare,
    },
  ]
}
