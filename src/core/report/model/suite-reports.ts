import { type CheckPair, pairChecks } from '../../budgets/checks.js'
import type { Service } from '../../domain/config.js'
import type { Facts } from '../../domain/facts.js'
import type { CheckOutcome } from '../../domain/finding.js'

interface SuiteReport {
  readonly suite: string
  readonly counts: Readonly<Record<CheckOutcome, number>>
}

export interface ChecksReport {
  readonly suites: readonly SuiteReport[]
  /** Every check that did not simply pass on both sides, by outcome. */
  readonly byOutcome: Readonly<Record<Exclude<CheckOutcome, 'passed'>, readonly CheckPair[]>>
}

export function reportChecks(facts: Facts, service: Service): ChecksReport {
  const pairs = pairChecks(facts, service)
  const having = (outcome: CheckOutcome, suite?: string) =>
    pairs.filter((pair) => pair.outcome === outcome && (suite === undefined || pair.suite === suite))
  return {
    suites: service.smoke.map(({ name }) => ({
      suite: name,
      counts: {
        passed: having('passed', name).length,
        'broken-by-the-move': having('broken-by-the-move', name).length,
        'already-broken': having('already-broken', name).length,
        fixed: having('fixed', name).length,
        unjudged: having('unjudged', name).length,
      },
    })),
    byOutcome: {
      'broken-by-the-move': having('broken-by-the-move'),
      'already-broken': having('already-broken'),
      fixed: having('fixed'),
      unjudged: having('unjudged'),
    },
  }
}
