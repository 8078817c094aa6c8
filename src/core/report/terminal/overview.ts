import { count } from '../../findings/quantity.js'
import { printable } from '../escape-terminal.js'
import { briefLabel, briefMetrics, type OverviewRow, overviewOf } from '../model/overview.js'
import { isMany, type Report } from '../report.js'
import { type Paint, toneOf } from './paint.js'
import { align } from './wrap.js'

/** Where several services move, one line for each; of many, for each that does not pass. */
export function overviewLines({ services }: Report, paint: Paint): readonly string[] {
  if (services.length < 2) return []
  const heads = ['service', 'verdict', ...briefMetrics.map(briefLabel), 'checks that pass']
  const told = isMany(services) ? services.filter(({ verdict }) => verdict !== 'pass') : services
  const untold = services.length - told.length
  const rows = told
    .map(overviewOf)
    .map(({ service, verdict, metrics, checks }) => [
      printable(service),
      paint[toneOf[verdict]](verdict),
      ...metrics.map(way),
      checks,
    ])
  const [head = '', ...lines] = align([heads, ...rows], [])
  return [
    paint.strong('Services: baseline → candidate'),
    '',
    ...(rows.length === 0 ? [] : [paint.quiet(`  ${head}`), ...lines.map((line) => `  ${line}`)]),
    ...(untold === 0
      ? []
      : [
          `  ${count(untold, 'service')} ${untold === 1 ? 'passes' : 'pass'}; --markdown and --json have their figures`,
        ]),
    '',
  ]
}

function way(brief: OverviewRow['metrics'][number]): string {
  if (!brief) return '–'
  const { before, after, change } = brief
  return `${before} → ${after}${change === undefined ? '' : ` (${change})`}`
}
