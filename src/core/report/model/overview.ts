import { type Metric, metricInfo } from '../../domain/metric.js'
import { quantityOf, signedPercent } from '../../findings/quantity.js'
import type { ServiceReport } from '../report.js'
import { type Cell, isSure, type MetricRow } from './metric-rows.js'

/** What a migration is about, where there is room for a few metrics only. */
export const briefMetrics: readonly Metric[] = ['image-size', 'startup', 'memory-idle']

export const briefLabel = (metric: Metric): string => metricInfo[metric].label.replace(/ \(.*/, '')

/** A metric's way from baseline to candidate; the change only where it is sure. */
interface Brief {
  readonly before: string
  readonly after: string
  readonly change?: string
}

/** One service in one line: enough to see which one to open. */
export interface OverviewRow {
  readonly service: string
  readonly verdict: ServiceReport['verdict']
  /** In the order of `briefMetrics`; undefined where neither variant has a number. */
  readonly metrics: readonly (Brief | undefined)[]
  readonly checks: string
}

export const overviewOf = (service: ServiceReport): OverviewRow => ({
  service: service.service,
  verdict: service.verdict,
  metrics: briefMetrics.map((metric) => briefOf(service.metrics.rows.find((row) => row.metric === metric))),
  checks: checksInBrief(service),
})

function briefOf(row: MetricRow | undefined): Brief | undefined {
  if (!row || (row.baseline.value === undefined && row.candidate.value === undefined)) return undefined
  const side = ({ value }: Cell) => (value === undefined ? '–' : quantityOf(row.metric, value))
  return {
    before: side(row.baseline),
    after: side(row.candidate),
    ...(isSure(row) && { change: signedPercent(row.change ?? 0) }),
  }
}

function checksInBrief({ checks }: ServiceReport): string {
  const all = checks.suites.flatMap(({ counts }) => Object.values(counts)).reduce((sum, one) => sum + one, 0)
  const passed = checks.suites.reduce((sum, { counts }) => sum + counts.passed + counts.fixed, 0)
  const unjudged = checks.byOutcome.unjudged.length
  if (all === 0) return '–'
  if (unjudged === all) return 'not compared'
  return `${passed} of ${all}${unjudged > 0 ? `, ${unjudged} not compared` : ''}`
}
