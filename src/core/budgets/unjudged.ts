import type { Budget, Levels, Service } from '../domain/config.js'
import type { Finding, Level } from '../domain/finding.js'
import type { Absence, Observation } from '../stats/observe/observation.js'
import { type Comparisons, type Find, placeOf } from './find.js'

type Unjudged = Extract<Finding, { tag: 'budget-unjudged' }>
type Axis = Unjudged['axis']

/** Budgets that nothing could be said about. None is passed over in silence, and none fails for it. */
export const findUnjudgedBudgets: Find = (_facts, service, comparisons) =>
  service.budgets.flatMap((budget) =>
    (['limit', 'migration', 'regression'] as const).flatMap((axis) => {
      const levels = budget[axis]
      if (!levels || (levels.fail === undefined && levels.warn === undefined)) return []
      const why =
        axis === 'regression'
          ? whyNoRegression(service, budget, comparisons)
          : whyUnjudged(budget, axis, comparisons)
      if (!why) return []
      const { because, answeredBy, detail } = why
      const finding: Unjudged = {
        tag: 'budget-unjudged',
        level: levelOf(levels, answeredBy),
        service: service.name,
        metric: budget.metric,
        axis,
        because,
        ...(detail !== undefined && { detail }),
        ...placeOf(budget),
      }
      return [finding]
    }),
  )

interface Why {
  readonly because: Unjudged['because']
  readonly answeredBy: Absence['answeredBy']
  readonly detail?: string
}

function whyUnjudged(
  budget: Budget,
  axis: Exclude<Axis, 'regression'>,
  { axes, migration }: Comparisons,
): Why | undefined {
  const comparison = migration.get(budget.metric)
  const { against, candidate } = axes.migration(budget.metric)
  if (comparison?.candidate === undefined) return gap('candidate-absent', candidate)
  if (axis === 'limit') return undefined
  if (comparison.baseline === undefined) return gap('baseline-absent', against)
  if (comparison.change === undefined && !stayedZero(comparison.candidate, budget.migration))
    return { because: 'baseline-zero', answeredBy: 'configuration' }
  return undefined
}

/** A base that nobody named, or that did not change, is no gap; one that was to be there is, though not this change's doing. */
function whyNoRegression(
  { base }: Service,
  { metric, regression: levels }: Budget,
  { axes, regression }: Comparisons,
): Why | undefined {
  if (base?.from !== 'commit') {
    const detail = base?.because ?? 'no base was looked for'
    return { because: 'no-base', answeredBy: base?.failed ? 'configuration' : 'finding', detail }
  }
  const comparison = regression.get(metric)
  const sides = axes.regression?.(metric)
  if (!sides || comparison?.candidate === undefined) return gap('candidate-absent', sides?.candidate)
  if (comparison.base === undefined) {
    const detail = sides.against.absent?.because
    const answeredBy = axes.head.interrupted ? 'finding' : 'configuration'
    return { because: 'base-absent', answeredBy, ...(detail !== undefined && { detail }) }
  }
  if (comparison.change === undefined && !stayedZero(comparison.candidate, levels))
    return { because: 'base-zero', answeredBy: 'configuration' }
  return undefined
}

const gap = (because: Why['because'], observation: Observation | undefined): Why => ({
  because,
  answeredBy: observation?.absent?.answeredBy ?? 'nobody',
})

/** From nothing to nothing is no growth, whatever share of nothing that is. */
const stayedZero = (candidate: number, levels: Levels | undefined): boolean =>
  candidate === 0 && (levels?.fail ?? 0) >= 0 && (levels?.warn ?? 0) >= 0

/** A gap that nobody answers for leaves a failing budget open; one that is told elsewhere is only noted. */
function levelOf(levels: Levels, answeredBy: Absence['answeredBy']): Level {
  if (answeredBy === 'finding') return 'note'
  if (levels.fail === undefined) return 'note'
  return answeredBy === 'nobody' ? 'inconclusive' : 'warn'
}
