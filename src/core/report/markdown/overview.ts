import type { Verdict } from '../../domain/finding.js'
import { escapeCode } from '../escape-markdown.js'
import { briefLabel, briefMetrics, makeOverview, type OverviewRow } from '../model/overview.js'
import type { ServiceReport } from '../report.js'
import { table, together } from './table.js'

export const badge: Record<Verdict, string> = { pass: '✅', fail: '❌', inconclusive: '⚠️' }

/** One line for each service. */
export const overviewTable = (services: readonly ServiceReport[]): string =>
  table(
    [
      { head: 'service' },
      { head: 'verdict' },
      ...briefMetrics.map((metric) => ({ head: briefLabel(metric) })),
      { head: 'checks that pass' },
    ],
    makeOverview(services).map(({ service, verdict, metrics, checks }) => [
      escapeCode(service),
      together(`${badge[verdict]} ${verdict}`),
      ...metrics.map(way),
      checks,
    ]),
  )

function way(brief: OverviewRow['metrics'][number]): string {
  if (!brief) return '–'
  const { before, after, change } = brief
  return `${together(before)} → ${together(after)}${change === undefined ? '' : ` (${together(change)})`}`
}
