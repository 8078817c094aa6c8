import { findExceededChange } from './change.js'
import { type Find, placeOf } from './find.js'

/** Candidate against baseline, as a share. */
export const findExceededMigrations: Find = (_facts, service, { axes, migration }) =>
  service.budgets.flatMap((budget) => {
    const { metric } = budget
    const comparison = migration.get(metric)
    const { baseline, candidate, change } = comparison ?? {}
    if (!comparison || !budget.migration || change === undefined) return []
    if (baseline === undefined || candidate === undefined) return []
    return findExceededChange({
      service,
      sides: axes.migration(metric),
      comparison: { ...comparison, change },
      levels: budget.migration,
      place: placeOf(budget),
      beyond: (found) => ({ tag: 'migration-exceeded', ...found, baseline, candidate }),
    })
  })
