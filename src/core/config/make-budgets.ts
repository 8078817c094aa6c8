import type { Budget } from '../domain/config.js'
import { type Metric, metricInfo, metrics } from '../domain/metric.js'
import type { Complaints } from './complaints.js'
import { writtenAt } from './layers.js'
import { type Path, placed } from './positions.js'
import type { BudgetsInput, LevelsInput } from './schema-budgets.js'

const axes = ['limit', 'migration', 'regression'] as const

/** In the order of the metrics and not of the file, so that two configs that say the same read the same. */
export function makeBudgets(
  service: string,
  inputs: BudgetsInput,
  complaints: Complaints,
): readonly Budget[] {
  return metrics.flatMap((metric): Budget[] => {
    const input = inputs[metric]
    if (!input) return []
    const path = writtenAt(complaints.positions, service, ['budgets', metric])
    if (axes.every((axis) => input[axis] === undefined)) {
      complaints.aboutKey(path, 'says nothing: give `limit`, `migration` or `regression`')
    }
    for (const axis of axes) {
      const levels = input[axis]
      if (!levels) continue
      const axisPath = writtenAt(complaints.positions, service, ['budgets', metric, axis])
      checkLevels(levels, axisPath, metric, axis, complaints)
    }
    return [{ metric, ...input, ...placed(complaints.positions, complaints.positions.keyMark(path)) }]
  })
}

function checkLevels(
  { warn, fail }: LevelsInput,
  path: Path,
  metric: Metric,
  axis: (typeof axes)[number],
  complaints: Complaints,
): void {
  if (warn === undefined && fail === undefined) {
    complaints.aboutKey(path, 'says nothing: give `warn` or `fail`')
    return
  }
  const isHigh = metricInfo[metric].better === 'higher'
  // Who writes -5 % here means that 5 % may be lost, and would be asked for 5 % more.
  const negative =
    isHigh && axis !== 'limit' ? ((fail ?? 0) < 0 ? 'fail' : (warn ?? 0) < 0 ? 'warn' : '') : ''
  if (negative !== '') {
    complaints.aboutValue(
      [...path, negative],
      'is negative, but this should be high: `5%` means that the candidate may have 5 % less',
    )
  }
  if (warn === undefined || fail === undefined) return
  // For a metric that should be high, a limit is a lower bound; a change is a worsening whatever the direction.
  const isFloor = isHigh && axis === 'limit'
  if (isFloor && warn < fail) {
    complaints.aboutValue([...path, 'warn'], 'is below `fail`, so it would never be reached')
  }
  if (!isFloor && warn > fail) {
    complaints.aboutValue([...path, 'warn'], 'is beyond `fail`, so it would never be reached')
  }
}
