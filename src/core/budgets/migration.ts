import type { Budget, Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import type { Comparison, Finding } from '../domain/finding.js'
import { weigh } from './evidence.js'
import { type Find, placeOf } from './find.js'

/** Candidate against baseline, as a share. */
export const findExceededMigrations: Find = (facts, service, comparisons) =>
  service.budgets.flatMap((budget) => exceeded(facts, service, budget, comparisons.get(budget.metric)))

function exceeded(
  facts: Facts,
  service: Service,
  budget: Budget,
  comparison: Comparison | undefined,
): readonly Finding[] {
  if (comparison?.change === undefined) return []
  const { metric, baseline, candidate, change, pairs } = comparison
  if (baseline === undefined || candidate === undefined) return []
  const common = { service: service.name, metric, change, ...placeOf(budget) }
  for (const level of ['fail', 'warn'] as const) {
    const allowed = budget.migration?.[level]
    if (allowed === undefined) continue
    const weight = weigh(facts, service, { ...comparison, change }, allowed)
    if (weight === 'beyond')
      return [{ ...common, tag: 'migration-exceeded', level, baseline, candidate, allowed }]
    if (weight === 'unsettled')
      return [
        {
          ...common,
          tag: 'budget-unsettled',
          // A warning that may not hold cannot keep a verdict open.
          level: level === 'fail' ? 'inconclusive' : 'note',
          allowed,
          pairs,
        },
      ]
  }
  return []
}
