import type { Budget } from '../domain/config.js'
import type { Finding } from '../domain/finding.js'
import { exceedsLimit } from './exceeds.js'
import { type Comparisons, type Find, placeOf } from './find.js'

/** The candidate on its own, against a fixed number. */
export const findExceededLimits: Find = (_facts, service, comparisons) =>
  service.budgets.flatMap((budget) => exceeded(service.name, budget, comparisons))

function exceeded(service: string, budget: Budget, comparisons: Comparisons): readonly Finding[] {
  const { metric } = budget
  const value = comparisons.migration.get(metric)?.candidate
  if (value === undefined) return []
  for (const level of ['fail', 'warn'] as const) {
    const limit = budget.limit?.[level]
    if (limit !== undefined && exceedsLimit(metric, value, limit))
      return [{ tag: 'limit-exceeded', level, service, metric, value, limit, ...placeOf(budget) }]
  }
  return []
}
