import type { Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import { metricInfo } from '../domain/metric.js'
import { compareMetric } from './compare.js'
import { weigh } from './evidence.js'

/** Whether further pairs could still decide a budget: where none could, a run need not take them. */
export const isSettled = (facts: Facts, service: Service): boolean =>
  service.budgets
    .filter(({ metric }) => metricInfo[metric].pairs === 'starts')
    .every(({ metric, migration }) => {
      if (!migration) return true
      const comparison = compareMetric(facts, service, metric)
      const { change } = comparison
      if (change === undefined) return true
      return [migration.fail, migration.warn].every(
        (allowed) =>
          allowed === undefined || weigh(facts, service, { ...comparison, change }, allowed) !== 'unsettled',
      )
    })
