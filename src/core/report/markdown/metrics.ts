import { metricInfo } from '../../domain/metric.js'
import { quantityOf, roundQuantityOf, signedPercent } from '../../findings/quantity.js'
import { escapeCode, escapeText } from '../escape-markdown.js'
import type { BudgetState, Cell, MetricRow } from '../model/metric-rows.js'
import type { ServiceReport } from '../report.js'
import { type Column, footnotes, table, together } from './table.js'

const columns: readonly Column[] = [
  { head: 'metric' },
  { head: 'before (baseline)', align: 'right' },
  { head: 'after (candidate)', align: 'right' },
  { head: 'change', align: 'right' },
  { head: 'budget' },
]

const withoutBudgets = columns.slice(0, -1)

const baseColumns: readonly Column[] = [
  { head: 'metric' },
  { head: 'base branch', align: 'right' },
  { head: 'this change', align: 'right' },
  { head: 'change', align: 'right' },
  { head: 'budget' },
]

/** The other axis, under a heading that nobody can take for the first one's. */
export function baseTable({ base }: ServiceReport): string | undefined {
  if (!base || base.rows.length === 0) return undefined
  const heading = `**The candidate, base branch (${escapeCode(base.commit.slice(0, 12))}) → this change**`
  return `${heading}\n\n${tableOf(base.rows, baseColumns, 'base branch and this change')}`
}

export function metricTable({ metrics }: ServiceReport): string {
  if (metrics.rows.length > 0) {
    const isBudgeted = metrics.rows.some(({ budgets }) => budgets.length > 0)
    return tableOf(metrics.rows, isBudgeted ? columns : withoutBudgets)
  }
  const [first] = metrics.unmeasured
  return `Nothing was measured${first === undefined ? '' : `: ${escapeText(first.because)}`}.`
}

/** What stands behind the table that everybody reads; nothing here has a budget. */
export const furtherTable = ({ metrics }: ServiceReport): string | undefined =>
  metrics.further.length === 0 ? undefined : tableOf(metrics.further, withoutBudgets)

function tableOf(
  metricRows: readonly MetricRow[],
  heads: readonly Column[],
  sides = 'baseline and candidate',
): string {
  const notes = footnotes()
  const rows = metricRows.map((row) =>
    [
      `${row.label}${row.about === undefined ? '' : notes.mark(escapeText(row.about))}`,
      cell(row, row.baseline, notes.mark),
      cell(row, row.candidate, notes.mark),
      change(row, notes.mark),
      row.budgets.map((budget) => budgetState(row, budget)).join('<br>'),
    ].slice(0, heads.length),
  )
  const below = [notes.list(), pairLine(metricRows, sides)].filter((line) => line !== '')
  return [table(heads, rows), ...(below.length > 0 ? [below.join('<br>\n')] : [])].join('\n\n')
}

/** How many pairs stand behind the numbers that have some. */
function pairLine(rows: readonly MetricRow[], sides: string): string {
  const behind = ({ pairs, hasInterval }: MetricRow): string =>
    `${pairs} pairs, ${sides} in turn${hasInterval ? ', with the 95 % interval of the change' : ''}`
  const paired = rows.filter(({ pairs }) => pairs > 1)
  const told = [...new Set(paired.map(behind))].map((words) => {
    const labels = paired.filter((row) => behind(row) === words).map(({ label }) => label)
    // Some of them have a comma of their own.
    return `${labels.join(' · ')}: ${words}`
  })
  return told.length === 0 ? '' : `<sup>${told.join('; ')}</sup>`
}

type Mark = (remark: string) => string

const cell = ({ metric }: MetricRow, { value, absent = '' }: Cell, mark: Mark): string =>
  value === undefined ? `–${mark(escapeText(absent))}` : together(quantityOf(metric, value))

function change(row: MetricRow, mark: Mark): string {
  const { certainty, changes, budgets } = row
  if (row.change === undefined) return withoutChange(row, mark)
  if (changes && (row.hasInterval || certainty === 'unclear')) {
    const range = `${signedPercent(changes.min)} to ${signedPercent(changes.max)}`
    const isOpen = budgets.some(({ state }) => state === 'unsettled')
    const words = { same: 'no change that matters', unclear: 'no clear change' }
    const isTold = isOpen || (certainty !== 'same' && certainty !== 'unclear')
    return `${isTold ? together(signedPercent(row.change)) : words[certainty]}<br>(${together(range)})`
  }
  const shown = row.change === 0 ? 'same' : together(signedPercent(row.change))
  return row.remark && row.change !== 0 ? `${shown}${mark(row.remark)}` : shown
}

function withoutChange({ baseline, candidate }: MetricRow, mark: Mark): string {
  if (baseline.value === undefined || candidate.value === undefined) return '–'
  return candidate.value === 0 ? 'same' : `–${mark('0 before, and there is no share of nothing')}`
}

function budgetState({ metric }: MetricRow, { axis, state, bound }: BudgetState): string {
  const sign = metricInfo[metric].better === 'lower' ? '≤' : '≥'
  const shown = {
    limit: () => `${sign} ${roundQuantityOf(metric, bound)}`,
    migration: () => `change ${sign} ${signedPercent(sign === '≤' ? bound : -bound)}`,
    regression: () => `against base branch ≤ ${signedPercent(bound)}`,
  }[axis]()
  return stateText[state](together(shown))
}

const stateText: Record<BudgetState['state'], (bound: string) => string> = {
  kept: (bound) => `${bound} ✓`,
  exceeded: (bound) => `**${bound} ✗**`,
  warned: (bound) => `${bound} ✗ (warning)`,
  unsettled: (bound) => `${bound}: not settled`,
  unjudged: (bound) => `${bound}: not judged`,
}
