import { metricInfo } from '../../domain/metric.js'
import { quantityOf, roundQuantityOf, signedPercent } from '../../findings/quantity.js'
import { printable } from '../escape-terminal.js'
import type { BudgetState, Cell, MetricRow } from '../model/metric-rows.js'
import type { ServiceReport } from '../report.js'
import type { Paint } from './paint.js'
import { align, wrap } from './wrap.js'

export function metricLines({ metrics }: ServiceReport, paint: Paint, columns: number): readonly string[] {
  if (metrics.rows.length === 0) return nothingMeasured(metrics)
  return linesOf(metrics.rows, ['baseline', 'candidate'], paint, columns)
}

/** The other axis, under a heading that nobody can take for the first one's. */
export function baseLines({ base }: ServiceReport, paint: Paint, columns: number): readonly string[] {
  if (!base || base.rows.length === 0) return []
  return [
    '',
    `  the candidate, base branch (${printable(base.commit.slice(0, 12))}) → this change`,
    ...linesOf(base.rows, ['base branch', 'this change'], paint, columns),
  ]
}

function linesOf(
  metricRows: readonly MetricRow[],
  sides: readonly [string, string],
  paint: Paint,
  columns: number,
): readonly string[] {
  const head = ['', ...sides, 'change', 'budget']
  // A row for each budget: side by side, two of them are wider than many a terminal.
  const rows = metricRows.flatMap((row) => {
    const [budget = '', ...others] = row.budgets.map((one) => budgetState(row, one, paint))
    const figures = [row.label, cell(row, row.baseline), cell(row, row.candidate), change(row)]
    return [[...figures, budget], ...others.map((other) => ['', '', '', '', other])]
  })
  const [first = '', ...others] = align([head, ...rows], [1, 2, 3])
  return [
    paint.quiet(`  ${first}`),
    ...others.map((line) => `  ${line}`),
    ...absenceLines(metricRows).flatMap((line) => wrap(`  – ${printable(line)}`, columns, '    ')),
    ...[...aboutLines(metricRows), ...remarkLines(metricRows)].flatMap((line) =>
      wrap(`  ${line}`, columns, '    ').map(paint.quiet),
    ),
  ]
}

const nothingMeasured = ({ unmeasured: [first] }: ServiceReport['metrics']): readonly string[] => [
  `  nothing was measured${first === undefined ? '' : `: ${printable(first.because)}`}`,
]

const aboutLines = (rows: readonly MetricRow[]): readonly string[] =>
  rows.flatMap(({ label, about }) => (about === undefined ? [] : [`${label}: ${printable(about)}`]))

/** What a reader must know to read a change right; the same remark on several metrics is one line. */
function remarkLines(rows: readonly MetricRow[]): readonly string[] {
  const remarked = rows.filter((row) => row.remark !== undefined && row.change)
  return [...new Set(remarked.map(({ remark }) => remark))].map((remark) => {
    const labels = remarked.filter((row) => row.remark === remark).map(({ label }) => label)
    return `${labels.join(', ')}: ${remark}`
  })
}

/** One line for each reason, with what it explains where there are several. */
function absenceLines(rows: readonly MetricRow[]): readonly string[] {
  const labels = new Map<string, Set<string>>()
  for (const { label, baseline, candidate } of rows)
    for (const { absent } of [baseline, candidate])
      if (absent !== undefined) labels.set(absent, (labels.get(absent) ?? new Set()).add(label))
  if (labels.size === 1) return [...labels.keys()]
  return [...labels].map(([because, all]) => `${[...all].join(', ')}: ${because}`)
}

const cell = ({ metric }: MetricRow, { value }: Cell): string =>
  value === undefined ? '–' : quantityOf(metric, value)

function change(row: MetricRow): string {
  const { change: amount, certainty, budgets, baseline, candidate, changes, hasInterval } = row
  if (amount === undefined) return baseline.value === 0 && candidate.value === 0 ? 'same' : '–'
  const isOpen = budgets.some(({ state }) => state === 'unsettled')
  const range =
    hasInterval && changes ? ` (${signedPercent(changes.min)} to ${signedPercent(changes.max)})` : ''
  if ((certainty === 'unclear' || certainty === 'same') && !isOpen) return `${certainty}${range}`
  return amount === 0 ? 'same' : `${signedPercent(amount)}${range}`
}

function budgetState({ metric }: MetricRow, { axis, state, bound }: BudgetState, paint: Paint): string {
  const sign = metricInfo[metric].better === 'lower' ? '≤' : '≥'
  const shown = {
    limit: () => `${sign} ${roundQuantityOf(metric, bound)}`,
    migration: () => `change ${sign} ${signedPercent(sign === '≤' ? bound : -bound)}`,
    regression: () => `against base ≤ ${signedPercent(bound)}`,
  }[axis]()
  return {
    kept: () => `${shown} ${paint.good('✓')}`,
    exceeded: () => paint.bad(`${shown} ✗`),
    warned: () => paint.open(`${shown} ✗ (warning)`),
    unsettled: () => paint.open(`${shown} not settled`),
    unjudged: () => paint.quiet(`${shown} not judged`),
  }[state]()
}
