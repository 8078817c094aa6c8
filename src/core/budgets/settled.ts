import type { Compared } from '../domain/comparison.js'
import type { Levels, Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import { metricInfo } from '../domain/metric.js'
import { compareMetric, compareWithBase } from './compare.js'
import { weigh } from './evidence.js'
import { isBelowFloor } from './regression.js'
import { axesOf, type Sides } from './sides.js'

/** Whether further pairs could still decide a budget: where none could, a run need not take them. */
export function isSettled(facts: Facts, service: Service): boolean {
  const { migration, regression } = axesOf(facts, service)
  return service.budgets
    .filter(({ metric }) => metricInfo[metric].pairs === 'starts')
    .every(({ metric, migration: onMove, regression: onBase }) => {
      const move = migration(metric)
      if (onMove && !isDecided(onMove, move, compareMetric(service, move))) return false
      const sides = regression?.(metric)
      if (!onBase || !sides) return true
      const comparison = compareWithBase(service, sides)
      return isBelowFloor(comparison, onBase) || isDecided(onBase, sides, comparison)
    })
}

function isDecided(levels: Levels, sides: Sides, comparison: Compared): boolean {
  const { change } = comparison
  if (change === undefined) return true
  return [levels.fail, levels.warn].every(
    (allowed) => allowed === undefined || weigh(sides, { ...comparison, change }, allowed) !== 'unsettled',
  )
}
