import type { Comparison } from '../domain/comparison.js'
import type { Budget, Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import type { Finding, Level } from '../domain/finding.js'
import { pairsToClear } from '../stats/settle.js'
import { fewestToTell } from './change-verdict.js'
import { type Weight, weigh } from './evidence.js'
import { exceedsChange } from './exceeds.js'
import { type Find, placeOf, severity } from './find.js'

/** Candidate against baseline, as a share. */
export const findExceededMigrations: Find = (facts, service, comparisons) =>
  service.budgets.flatMap((budget) => {
    const comparison = comparisons.get(budget.metric)
    if (!comparison || !isWhole(comparison)) return []
    // One finding for each budget: the gravest. Of two alike, the failing level's.
    return (['fail', 'warn'] as const)
      .flatMap((level) => findingOf(facts, service, budget, comparison, level))
      .sort((one, other) => severity.indexOf(one.level) - severity.indexOf(other.level))
      .slice(0, 1)
  })

type Whole = Comparison & Required<Pick<Comparison, 'baseline' | 'candidate' | 'change'>>

const isWhole = (one: Comparison): one is Whole =>
  one.change !== undefined && one.baseline !== undefined && one.candidate !== undefined

function findingOf(
  facts: Facts,
  service: Service,
  budget: Budget,
  comparison: Whole,
  level: 'fail' | 'warn',
): readonly Finding[] {
  const allowed = budget.migration?.[level]
  if (allowed === undefined) return []
  const { metric, baseline, candidate, change, interval, pairs } = comparison
  const weight = weigh(facts, service, comparison, allowed)
  const common = {
    service: service.name,
    metric,
    change,
    ...(interval && { interval }),
    allowed,
    ...placeOf(budget),
  }
  const pairsToSettle = settledBy(service, comparison, allowed)
  const told: Record<Weight, readonly Finding[]> = {
    within: [],
    beyond: [{ ...common, tag: 'migration-exceeded', level, baseline, candidate }],
    unsettled: [
      {
        ...common,
        tag: 'budget-unsettled',
        level: openness(comparison, level, allowed),
        pairs,
        ...(pairsToSettle !== undefined && { pairsToSettle }),
      },
    ],
  }
  return told[weight]
}

/**
 * A budget that seems exceeded but is not proven so leaves the verdict open. One that seems kept is kept until the
 * contrary is proven, though a reader is told; and a warning that may not hold cannot keep a verdict open.
 */
const openness = ({ metric, change }: Whole, level: 'fail' | 'warn', allowed: number): Level =>
  level === 'fail' && exceedsChange(metric, change, allowed) ? 'inconclusive' : 'note'

function settledBy(
  service: Service,
  { change, interval, pairs }: Whole,
  allowed: number,
): number | undefined {
  if (pairs === 0) return undefined
  if (!interval) return fewestToTell(service, pairs)
  const effect = { ratio: 1 + change, interval: { low: 1 + interval.low, high: 1 + interval.high } }
  return pairsToClear(effect, pairs, 1 + allowed)
}
