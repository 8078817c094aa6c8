import { printable } from '../escape-terminal.js'
import { briefLabel, briefMetrics, makeOverview, type OverviewRow } from '../model/overview.js'
import type { Report } from '../report.js'
import { type Paint, toneOf } from './paint.js'
import { align } from './wrap.js'

/** Where several services move, one line for each. */
export function overviewLines({ services }: Report, paint: Paint): readonly string[] {
  if (services.length < 2) return []
  const heads = ['service', 'verdict', ...briefMetrics.map(briefLabel), 'checks that pass']
  const rows = makeOverview(services).map(({ service, verdict, metrics, checks }) => [
    printable(service),
    paint[toneOf[verdict]](verdict),
    ...metrics.map(way),
    checks,
  ])
  const [head = '', ...lines] = align([heads, ...rows], [])
  return [
    paint.strong('Services: baseline → candidate'),
    '',
    paint.quiet(`  ${head}`),
    ...lines.map((line) => `  ${line}`),
    '',
  ]
}

function way(brief: OverviewRow['metrics'][number]): string {
  if (!brief) return '–'
  const { before, after, change } = brief
  return `${before} → ${after}${change === undefined ? '' : ` (${change})`}`
}
