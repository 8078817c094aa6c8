import type { Service } from '../domain/config.js'
import type { CheckFact, Facts } from '../domain/facts.js'
import type { CheckOutcome, Finding, Level } from '../domain/finding.js'
import { type Place, type Role, roles } from '../domain/variant.js'
import { recogniseFailure } from '../findings/cause.js'
import { missingPart } from '../stats/observe/missing.js'
import { preparedOf } from '../stats/observe/observation.js'
import { cellOf, hasRun } from '../stats/observe/suites.js'
import type { Find } from './find.js'

/** One check of one suite with what it did on either side. */
export interface CheckPair {
  readonly service: string
  readonly suite: string
  readonly check: string
  readonly outcome: CheckOutcome
  readonly baseline?: CheckFact
  readonly candidate?: CheckFact
  readonly place?: Place
}

export function pairChecks(facts: Facts, service: Service): readonly CheckPair[] {
  return service.smoke.flatMap((suite) => {
    const next = {
      baseline: queues(facts, service, suite.name, 'baseline'),
      candidate: queues(facts, service, suite.name, 'candidate'),
    }
    return suite.checks.map((check) => {
      const baseline = next.baseline.get(check.name)?.shift()
      const candidate = next.candidate.get(check.name)?.shift()
      return {
        service: service.name,
        suite: suite.name,
        check: check.name,
        outcome: outcomeOf(baseline, candidate),
        ...(baseline && { baseline }),
        ...(candidate && { candidate }),
        ...(check.place && { place: check.place }),
      }
    })
  })
}

/** Two checks may bear one name, so the next in the config is the next of that name among the facts. */
function queues(facts: Facts, service: Service, suite: string, role: Role): Map<string, CheckFact[]> {
  const byName = new Map<string, CheckFact[]>()
  for (const check of cellOf(facts, service, suite, role)?.checks ?? [])
    byName.set(check.name, [...(byName.get(check.name) ?? []), check])
  return byName
}

function outcomeOf(baseline: CheckFact | undefined, candidate: CheckFact | undefined): CheckOutcome {
  if (!baseline || !candidate || !hasRun(baseline) || !hasRun(candidate)) return 'unjudged'
  if (baseline.outcome === 'passed') return candidate.outcome === 'passed' ? 'passed' : 'broken-by-the-move'
  return candidate.outcome === 'passed' ? 'fixed' : 'already-broken'
}

export const findCheckFindings: Find = (facts, service) =>
  pairChecks(facts, service).flatMap(({ outcome, ...pair }) => tell[outcome](facts, service, pair))

type Part = Omit<CheckPair, 'outcome'>

const tell: Record<CheckOutcome, (facts: Facts, service: Service, part: Part) => readonly Finding[]> = {
  passed: () => [],
  'broken-by-the-move': (_facts, _service, part) => {
    const failure = part.candidate?.failure
    const cause = failure && recogniseFailure(failure)
    return [{ ...part, tag: 'check-broken', level: 'fail', ...(cause && { cause }) }]
  },
  'already-broken': (_facts, _service, part) => [{ ...part, tag: 'check-already-broken', level: 'note' }],
  fixed: (_facts, _service, part) => [{ ...part, tag: 'check-fixed', level: 'note' }],
  unjudged: (facts, service, part) => {
    const role: Role = part.candidate && hasRun(part.candidate) ? 'baseline' : 'candidate'
    return [{ ...part, tag: 'check-unjudged', level: levelOf(facts, service, part.suite), role }]
  },
}

/** Where the reason that a side did not run is told already, the check itself is only noted. */
const levelOf = (facts: Facts, service: Service, suite: string): Level =>
  missingPart(facts, 'suite', suite) || roles.some((role) => isTold(facts, service, suite, role))
    ? 'note'
    : 'inconclusive'

function isTold(facts: Facts, service: Service, suite: string, role: Role): boolean {
  const prepared = preparedOf(facts, service, role)
  if (!prepared || prepared.outcome === 'failed') return true
  return cellOf(facts, service, suite, role)?.failure !== undefined
}
