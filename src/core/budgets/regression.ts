import type { BaseComparison } from '../domain/comparison.js'
import type { Budget } from '../domain/config.js'
import { findExceededChange } from './change.js'
import { type Find, placeOf } from './find.js'

/** This change against the base branch, as a share; a difference below the floor is nobody's matter. */
export const findExceededRegressions: Find = (_facts, service, { axes, regression }) =>
  service.budgets.flatMap((budget) => {
    const { metric, regression: levels } = budget
    const comparison = regression.get(metric)
    const { base, candidate, change } = comparison ?? {}
    if (!axes.regression || !comparison || !levels || change === undefined) return []
    if (base === undefined || candidate === undefined) return []
    if (isBelowFloor(comparison, levels)) return []
    return findExceededChange({
      service,
      sides: axes.regression(metric),
      comparison: { ...comparison, change },
      levels,
      axis: 'regression',
      place: placeOf(budget),
      beyond: (found) => ({ tag: 'regression-exceeded', ...found, base, candidate }),
    })
  })

export const isBelowFloor = (
  { base = 0, candidate = 0 }: BaseComparison,
  { floor = 0 }: NonNullable<Budget['regression']>,
): boolean => Math.abs(candidate - base) < floor
