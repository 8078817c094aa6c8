import type { Cause } from '../domain/cause.js'
import type { Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import { type Failure, isEnvironmental } from '../domain/failure.js'
import type { Finding, ImageFinding, Level } from '../domain/finding.js'
import type { StartFact } from '../domain/start-fact.js'
import { type Role, roles } from '../domain/variant.js'
import { recogniseFailure, recogniseWrongPort } from '../findings/cause.js'
import { isToldForAll } from '../stats/observe/missing.js'
import { preparedOf } from '../stats/observe/observation.js'
import { blame } from './blame.js'
import type { Find } from './find.js'

/** Instances that never came up: one finding for each variant, however many of its starts failed the same way. */
export const findFailedStarts: Find = (facts, service) =>
  roles.flatMap((role) => {
    const attempts = attemptsOf(facts, service, role)
    const failures = attempts.flatMap(({ failure }) => failure ?? [])
    const told = mostTelling(failures.filter((failure) => !isToldForAll(facts, failure)))
    if (!told) return []
    const cause = recogniseFailure(told) ?? wrongPort(told, service, role)
    const proof = proofOfFailedStart(facts, service, role)
    const place = told.place ?? proof?.place ?? service[role].place
    const finding: Finding = {
      tag: 'start-failed',
      level: levelOf(facts, service, role, told),
      ref: { service: service.name, role, revision: 'head' },
      failure: told,
      failedStarts: failures.length,
      allStarts: attempts.length,
      ...(cause && { cause }),
      ...(proof && { proof }),
      ...(place && { place }),
    }
    return [finding]
  })

/** What of its image proves that it cannot start, where no start of it did. */
export function proofOfFailedStart(facts: Facts, service: Service, role: Role): ImageFinding | undefined {
  const failures = attemptsOf(facts, service, role).flatMap(({ failure }) => failure ?? [])
  const isDead = failures.some(({ reason }) => reason === 'exited' || reason === 'start-refused')
  if (!isDead || hasRun(facts, service, role)) return undefined
  return preparedOf(facts, service, role)?.inside?.findings.find(({ level }) => level === 'fail')
}

/** Whether one of its containers was seen running. */
export const hasRun = (facts: Facts, service: Service, role: Role): boolean =>
  attemptsOf(facts, service, role).some(
    ({ failure }) => failure === undefined || seenRunning.has(failure.reason),
  )

const seenRunning: ReadonlySet<Failure['reason']> = new Set([
  'never-ready',
  'unhealthy',
  'killed-by-memory-limit',
])

interface Attempt {
  readonly purpose: StartFact['purpose']
  readonly failure?: Failure
}

/** Every start told as a start, and every suite whose instance never came up though no start tells of it. */
function attemptsOf(facts: Facts, service: Service, role: Role): readonly Attempt[] {
  const starts = facts.starts.filter(
    ({ ref }) => ref.service === service.name && ref.role === role && ref.revision === 'head',
  )
  const told = new Set(starts.flatMap(({ purpose, suite }) => (purpose === 'smoke' ? (suite ?? []) : [])))
  const untold = facts.cells.filter(
    (cell) => cell.service === service.name && cell.role === role && cell.failure && !told.has(cell.suite),
  )
  return [
    ...starts,
    ...untold.map(({ failure }) => ({ purpose: 'smoke' as const, ...(failure && { failure }) })),
  ]
}

/** The service's own failures before the machine's, and one whose cause is known before one that puzzles. */
function mostTelling(failures: readonly Failure[]): Failure | undefined {
  const own = failures.filter((failure) => !isEnvironmental(failure) && failure.reason !== 'not-run')
  return own.find((failure) => recogniseFailure(failure)) ?? own[0] ?? failures[0]
}

/**
 * A variant that comes up only sometimes: the candidate is to blame unless the baseline does the same; a baseline that
 * came up often enough to be measured and checked only deserves a warning.
 */
function levelOf(facts: Facts, service: Service, role: Role, failure: Failure): Level {
  const level = blame(role, failure)
  const attempts = attemptsOf(facts, service, role)
  if (attempts.every((attempt) => attempt.failure)) return level
  if (role === 'candidate') return isFlaky(facts, service, 'baseline') ? 'inconclusive' : level
  const lostSuite = attempts.some((attempt) => attempt.purpose === 'smoke' && attempt.failure)
  return lostSuite ? level : 'warn'
}

const isFlaky = (facts: Facts, service: Service, role: Role): boolean => {
  const attempts = attemptsOf(facts, service, role)
  const failed = attempts.filter(({ failure }) => failure && !isEnvironmental(failure)).length
  return failed > 0 && failed < attempts.length
}

function wrongPort(failure: Failure, service: Service, role: Role): Cause | undefined {
  if (failure.reason !== 'never-ready') return undefined
  return recogniseWrongPort(failure, service[role].run.port)
}
