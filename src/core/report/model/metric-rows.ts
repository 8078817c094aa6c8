import { type Axes, changesOfPairs, type Sides } from '../../budgets/sides.js'
import type { BaseComparison, Compared, Comparison } from '../../domain/comparison.js'
import type { Service } from '../../domain/config.js'
import type { Finding, Judgement } from '../../domain/finding.js'
import { type Metric, metricInfo } from '../../domain/metric.js'
import { quantity } from '../../findings/quantity.js'
import { type Spread, spread } from '../../stats/spread.js'
import { aboutRebuild } from './build-details.js'

export interface MetricRow {
  readonly metric: Metric
  readonly label: string
  /** What the candidate is held against: in a table against the base branch, the candidate as it is there. */
  readonly baseline: Cell
  readonly candidate: Cell
  readonly change?: number
  /**
   * How much the change says: `exact` is the same every time; `clear` is told from noise, `unclear` is not; `same` is
   * surely less than matters; `once` was taken a single time.
   */
  readonly certainty: 'exact' | 'clear' | 'same' | 'unclear' | 'once'
  readonly pairs: number
  /** The interval of the change; with too few pairs for one, from the least to the greatest among them. */
  readonly changes?: Spread
  readonly hasInterval: boolean
  readonly budgets: readonly BudgetState[]
  /** What a reader must know to read the change right. */
  readonly remark?: string
  /** What its figures are of, where that is not the same in every run. Holds foreign text. */
  readonly about?: string
}

/** Whether a change may be told without what stands behind it: one pair of noisy figures says nothing. */
export const isSure = ({ change, certainty }: MetricRow): boolean =>
  change !== undefined && (certainty === 'exact' || certainty === 'clear')

export interface Cell {
  readonly value?: number
  readonly absent?: string
}

type Axis = 'limit' | 'migration' | 'regression'

export interface BudgetState {
  readonly axis: Axis
  readonly state: 'kept' | 'exceeded' | 'warned' | 'unsettled' | 'unjudged'
  /** The bound that decided; the failing one where it was kept. */
  readonly bound: number
}

export interface MetricTable {
  readonly rows: readonly MetricRow[]
  /** What stands behind these rows, and no budget asks for. */
  readonly further: readonly MetricRow[]
  /** Metrics that neither variant has and no budget asks for. */
  readonly unmeasured: readonly { readonly label: string; readonly because: string }[]
}

export function tabulate(axes: Axes, service: Service, judgement: Judgement): MetricTable {
  const comparisons = judgement.comparisons.filter((one) => one.service === service.name)
  const isAsked = ({ metric }: Comparison) => service.budgets.some((budget) => budget.metric === metric)
  const isBare = (one: Comparison): boolean =>
    one.baseline === undefined && one.candidate === undefined && !isAsked(one)
  const isDetail = (one: Comparison): boolean => metricInfo[one.metric].detail && !isAsked(one)
  const rowsOf = (all: readonly Comparison[]) => all.map((one) => rowOf(axes, service, judgement, one))
  const told = comparisons.filter((one) => !isBare(one))
  return {
    rows: rowsOf(told.filter((one) => !isDetail(one))),
    further: rowsOf(told.filter(isDetail)),
    unmeasured: comparisons
      .filter((one) => isBare(one) && !isDetail(one))
      .map(({ metric, absent }) => ({
        label: metricInfo[metric].label,
        because: absent?.candidate ?? absent?.baseline ?? 'no sample was taken',
      })),
  }
}

function rowOf(axes: Axes, service: Service, judgement: Judgement, comparison: Comparison): MetricRow {
  const { metric, baseline, absent } = comparison
  const about = metric === 'rebuild-time' ? aboutRebuild(axes.head, service) : undefined
  // What is held against the base has a table of its own, where there is a base.
  const shown: readonly Axis[] = axes.regression
    ? ['limit', 'migration']
    : ['limit', 'migration', 'regression']
  return {
    ...rowOfSides(axes.migration(metric), ['baseline', 'candidate'], comparison, absent?.candidate),
    baseline: cellOf(baseline, absent?.baseline),
    budgets: budgetStates(service, metric, judgement.findings, shown),
    ...(about && { about }),
  }
}

/** This change against the base branch: a row for each metric that has a budget on it. */
export function tabulateBase(
  axes: Axes,
  service: Service,
  { regressions = [], findings }: Judgement,
): readonly MetricRow[] {
  const { regression } = axes
  if (!regression) return []
  const own = regressions.filter((one) => one.service === service.name)
  return own.map((comparison: BaseComparison) => {
    const { metric, base, absent } = comparison
    return {
      ...rowOfSides(regression(metric), ['base branch', 'this change'], comparison, absent?.candidate),
      baseline: cellOf(base, absent?.base),
      budgets: budgetStates(service, metric, findings, ['regression']),
    }
  })
}

function rowOfSides(
  sides: Sides,
  names: readonly [string, string],
  comparison: Compared,
  candidateAbsent: string | undefined,
): Omit<MetricRow, 'baseline' | 'budgets'> {
  const { metric, candidate, change, interval, pairs } = comparison
  const changes = changesOfPairs(sides)
  const range = interval ? { min: interval.low, max: interval.high } : spread(changes)
  const certainty = certaintyOf(sides, comparison, changes)
  const remark = remarkOf(sides, names, certainty)
  return {
    metric,
    label: metricInfo[metric].label,
    candidate: cellOf(candidate, candidateAbsent),
    ...(change !== undefined && { change }),
    certainty,
    pairs,
    ...(range && { changes: range }),
    hasInterval: interval !== undefined,
    ...(remark && { remark }),
  }
}

const once = {
  median: 'taken once for each variant',
  max: 'the largest over the suites, each run once',
  sum: 'all suites added up, each run once',
} as const

function remarkOf(
  { metric, temperatures, guessedWithin }: Sides,
  [against, own]: readonly [string, string],
  certainty: MetricRow['certainty'],
): string | undefined {
  if (guessedWithin !== undefined)
    return `estimated to ± ${quantity(guessedWithin, 'share')}; with a budget on it, all of every layer is compressed`
  if (certainty !== 'once') return undefined
  const taken = once[metricInfo[metric].summary]
  const builds = [
    ...(temperatures?.against ? [`${against} ${temperatures.against}`] : []),
    ...(temperatures?.candidate ? [`${own} ${temperatures.candidate}`] : []),
  ]
  return builds.length === 0 ? taken : `${taken}: ${builds.join(', ')}`
}

const cellOf = (value: number | undefined, absent: string | undefined): Cell =>
  value === undefined ? { absent: absent ?? 'no sample was taken' } : { value }

function certaintyOf(
  { guessedWithin }: Sides,
  { metric, change, interval, verdict }: Compared,
  changes: readonly number[],
): MetricRow['certainty'] {
  if (guessedWithin !== undefined)
    return change !== undefined && Math.abs(change) <= guessedWithin ? 'unclear' : 'clear'
  if (!metricInfo[metric].noisy) return 'exact'
  if (interval && verdict) return verdict === 'better' || verdict === 'worse' ? 'clear' : verdict
  if (changes.length < 2) return 'once'
  return changes.every((one) => one > 0) || changes.every((one) => one < 0) ? 'clear' : 'unclear'
}

function budgetStates(
  service: Service,
  metric: Metric,
  findings: readonly Finding[],
  axes: readonly Axis[],
): readonly BudgetState[] {
  const [budget] = service.budgets.filter((one) => one.metric === metric)
  if (!budget) return []
  return axes.flatMap((axis) => {
    const bound = budget[axis]?.fail ?? budget[axis]?.warn
    if (bound === undefined) return []
    const state = findings.flatMap((finding) => stateFrom(finding, service.name, metric, axis) ?? [])[0]
    return [{ axis, state: 'kept' as const, bound, ...state }]
  })
}

function stateFrom(
  finding: Finding,
  service: string,
  metric: Metric,
  axis: BudgetState['axis'],
): Omit<BudgetState, 'axis' | 'bound'> | Omit<BudgetState, 'axis'> | undefined {
  if (!('metric' in finding) || finding.service !== service || finding.metric !== metric) return undefined
  if (finding.tag === 'budget-unjudged') return finding.axis === axis ? { state: 'unjudged' } : undefined
  if (finding.tag === 'limit-exceeded')
    return axis === 'limit' ? { state: stateOf(finding), bound: finding.limit } : undefined
  const isOfBase =
    finding.tag === 'regression-exceeded' ||
    (finding.tag === 'budget-unsettled' && finding.axis === 'regression')
  if (axis !== (isOfBase ? 'regression' : 'migration')) return undefined
  return finding.tag === 'budget-unsettled'
    ? { state: 'unsettled', bound: finding.allowed }
    : { state: stateOf(finding), bound: finding.allowed }
}

const stateOf = ({ level }: Finding): 'exceeded' | 'warned' => (level === 'fail' ? 'exceeded' : 'warned')
