import type { Verdict } from '../../domain/finding.js'
import { count } from '../../findings/quantity.js'
import { escapeCode } from '../escape-markdown.js'
import { briefLabel, briefMetrics, type OverviewRow, overviewOf } from '../model/overview.js'
import { isMany, type ServiceReport } from '../report.js'
import { namesWithin } from './names.js'
import type { Section } from './section.js'
import { details, table, together } from './table.js'

export const badge: Record<Verdict, string> = { pass: '✅', fail: '❌', inconclusive: '⚠️' }

const name = 'the overview'
const heading = '### Services: baseline → candidate'

/**
 * One line for each service. Of many, those that pass are folded away, as lines where there is room for all of them and
 * as names where there is not.
 */
export function overviewSections(
  services: readonly ServiceReport[],
  most: number,
  elsewhere: string | undefined,
): readonly Section[] {
  if (services.length < 2) return []
  if (!isMany(services)) return [{ name, markdown: `${heading}\n\n${tableOf(services.map(rowOf))}` }]
  const passing = services.filter(({ verdict }) => verdict === 'pass')
  const others = services.filter(({ verdict }) => verdict !== 'pass')
  const parts = [
    ...(others.length === 0 ? [] : [tableWithin(others, most)]),
    ...(passing.length === 0 ? [] : [folded(passing, most, elsewhere)]),
  ]
  return [{ name, markdown: [heading, ...parts].join('\n\n') }]
}

/** What does not pass, as far as there is room. */
function tableWithin(services: readonly ServiceReport[], most: number): string {
  const rows = rowsWithin(services, most)
  const rest = services.length - rows.length
  return `${tableOf(rows)}${rest > 0 ? `\n\n… and ${count(rest, 'more service')} that did not pass.` : ''}`
}

function folded(services: readonly ServiceReport[], most: number, elsewhere = ''): string {
  const rows = rowsWithin(services, most)
  const shown =
    rows.length === services.length
      ? tableOf(rows)
      : `${namesWithin(
          services.map(({ service }) => service),
          (service) => escapeCode(service, 80),
          most,
        )}.`
  const words = services.length === 1 ? 'service passes' : 'services pass'
  const parts = [shown, ...(elsewhere === '' ? [] : [elsewhere])]
  return details(`${badge.pass} ${services.length} ${words}`, parts.join('\n\n'))
}

function rowsWithin(services: readonly ServiceReport[], most: number): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = []
  let size = 0
  for (const service of services) {
    const row = rowOf(service)
    size += row.reduce((sum, cell) => sum + cell.length + 3, 2)
    if (rows.length > 0 && size > most) break
    rows.push(row)
  }
  return rows
}

const tableOf = (rows: readonly (readonly string[])[]): string =>
  table(
    [
      { head: 'service' },
      { head: 'verdict' },
      ...briefMetrics.map((metric) => ({ head: briefLabel(metric) })),
      { head: 'checks that pass' },
    ],
    rows,
  )

function rowOf(report: ServiceReport): readonly string[] {
  const { service, verdict, metrics, checks } = overviewOf(report)
  return [escapeCode(service, 80), together(`${badge[verdict]} ${verdict}`), ...metrics.map(way), checks]
}

function way(brief: OverviewRow['metrics'][number]): string {
  if (!brief) return '–'
  const { before, after, change } = brief
  return `${together(before)} → ${together(after)}${change === undefined ? '' : ` (${together(change)})`}`
}
