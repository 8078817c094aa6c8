import type { Compared } from '../domain/comparison.js'
import type { Levels, Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import { metricInfo } from '../domain/metric.js'
import { compareMetric, compareWithBase } from './compare.js'
import { weigh } from './evidence.js'
import { axesOf, type Sides } from './sides.js'

/** Whether further pairs could still decide a budget: where none could, a run need not take them. */
export function isSettled(facts: Facts, service: Service): boolean {
  const { migration, regression } = axesOf(facts, service)
  return service.budgets
    .filter(({ metric }) => metricInfo[metric].pairs === 'starts')
    .every(
      (budget) =>
        isDecided(budget.migration, service, migration(budget.metric), compareMetric) &&
        isDecided(budget.regression, service, regression?.(budget.metric), compareWithBase),
    )
}

function isDecided(
  levels: Levels | undefined,
  service: Service,
  sides: Sides | undefined,
  compare: (service: Service, sides: Sides) => Compared,
): boolean {
  if (!levels || !sides) return true
  const comparison = compare(service, sides)
  const { change } = comparison
  if (change === undefined) return true
  return [levels.fail, levels.warn].every(
    (allowed) => allowed === undefined || weigh(sides, { ...comparison, change }, allowed) !== 'unsettled',
  )
}
