import type { Comparison } from '../domain/comparison.js'
import type { Budget, Levels, Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import type { Finding, Level } from '../domain/finding.js'
import type { Role } from '../domain/variant.js'
import type { Absence } from '../stats/observe/observation.js'
import { observe } from '../stats/observe/observe.js'
import { type Find, placeOf } from './find.js'

type Unjudged = Extract<Finding, { tag: 'budget-unjudged' }>
type Axis = Unjudged['axis']

/** Budgets that nothing could be said about. None is passed over in silence, and none fails for it. */
export const findUnjudgedBudgets: Find = (facts, service, comparisons) =>
  service.budgets.flatMap((budget) =>
    (['limit', 'migration', 'regression'] as const).flatMap((axis) => {
      const levels = budget[axis]
      if (!levels || (levels.fail === undefined && levels.warn === undefined)) return []
      const why = whyUnjudged(facts, service, budget, axis, comparisons.get(budget.metric))
      if (!why) return []
      const { because, answeredBy } = why
      const finding: Unjudged = {
        tag: 'budget-unjudged',
        level: levelOf(levels, answeredBy),
        service: service.name,
        metric: budget.metric,
        axis,
        because,
        ...placeOf(budget),
      }
      return [finding]
    }),
  )

interface Why {
  readonly because: Unjudged['because']
  readonly answeredBy: Absence['answeredBy']
}

function whyUnjudged(
  facts: Facts,
  service: Service,
  budget: Budget,
  axis: Axis,
  comparison: Comparison | undefined,
): Why | undefined {
  const { metric } = budget
  if (axis === 'regression') return { because: 'no-base-record', answeredBy: 'configuration' }
  const gap = (role: Role): Why => ({
    because: role === 'baseline' ? 'baseline-absent' : 'candidate-absent',
    answeredBy: observe(facts, service, role, metric).absent?.answeredBy ?? 'nobody',
  })
  if (comparison?.candidate === undefined) return gap('candidate')
  if (axis === 'limit') return undefined
  if (comparison.baseline === undefined) return gap('baseline')
  if (comparison.change === undefined && !stayedZero(comparison, budget))
    return { because: 'baseline-zero', answeredBy: 'configuration' }
  return undefined
}

/** From nothing to nothing is no growth, whatever share of nothing that is. */
const stayedZero = ({ candidate }: Comparison, { migration }: Budget): boolean =>
  candidate === 0 && (migration?.fail ?? 0) >= 0 && (migration?.warn ?? 0) >= 0

/** A gap that nobody answers for leaves a failing budget open; one that is told elsewhere is only noted. */
function levelOf(levels: Levels, answeredBy: Absence['answeredBy']): Level {
  if (answeredBy === 'finding') return 'note'
  if (levels.fail === undefined) return 'note'
  return answeredBy === 'nobody' ? 'inconclusive' : 'warn'
}
