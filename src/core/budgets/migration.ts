import { findExceededChange } from './change.js'
import { type Find, placeOf } from './find.js'

/** Candidate against baseline, as a share. */
export const findExceededMigrations: Find = (_facts, service, { axes, migration }) =>
  service.budgets.flatMap((budget) => {
    const { metric } = budget
    const comparison = migration.get(metric)
    const { baseline, candidate, change, interval } = comparison ?? {}
    if (!comparison || !budget.migration || change === undefined) return []
    if (baseline === undefined || candidate === undefined) return []
    const common = placeOf(budget)
    return findExceededChange({
      service,
      sides: axes.migration(metric),
      comparison: { ...comparison, change },
      levels: budget.migration,
      common,
      beyond: (level, allowed) => ({
        tag: 'migration-exceeded',
        level,
        service: service.name,
        metric,
        change,
        ...(interval && { interval }),
        allowed,
        ...common,
        baseline,
        candidate,
      }),
    })
  })
