import type { BuildFact, ImageFact } from '../../domain/facts.js'
import { type Metric, metricInfo } from '../../domain/metric.js'
import { type Role, roles } from '../../domain/variant.js'
import { count, quantity, quantityOf } from '../../findings/quantity.js'
import type { Spread } from '../../stats/spread.js'
import { escapeHtml, escapeText } from '../escape-markdown.js'
import { estimateOf } from '../image/size-tables.js'
import type { VariantDetails } from '../model/variant-details.js'
import type { ServiceReport } from '../report.js'
import { timedBuildRemark, timedBuildTable } from './build-table.js'
import { containerCostRemark, containerCostTable } from './container-cost.js'
import { loadRemark, loadTable } from './load.js'
import { furtherTable } from './metrics.js'
import { pairRemark, pairTable } from './pairs.js'
import { lazySection, type Section } from './section.js'
import { details, table, together } from './table.js'
import { timelineRemark, timelineTable } from './timeline.js'

/** What stands behind a service's numbers, folded away. */
export const detailSection = (report: ServiceReport): Section =>
  lazySection('how it was measured', () => writeDetails(report))

function writeDetails(report: ServiceReport): string {
  const { service, details: sides, metrics, pairs } = report
  const parts = [
    part('Further figures', furtherTable(report)),
    part('Start-up, step by step', timelineTable(sides), timelineRemark),
    part('Container cost', containerCostTable(sides), containerCostRemark),
    part(
      'Layers and sizes',
      sizeTable(sides),
      'Unpacked: the layers as they lie on disk. Pull: the same layers compressed. Unique: unpacked layers that the other variant does not have.',
    ),
    part('Latency under load', loadTable(report), loadRemark),
    part('Build', buildTable(sides)),
    part('Builds for their durations', timedBuildTable(sides), timedBuildRemark),
    part(
      'Samples',
      sampleTable(sides),
      'Baseline and candidate are sampled in turn. Warm-ups are taken and not counted.',
    ),
    part('Pairs', pairTable(pairs), pairRemark),
    metrics.unmeasured.length === 0
      ? undefined
      : `Without a number on either side: ${metrics.unmeasured.map(({ label, because }) => `${label} (${escapeText(because)})`).join('; ')}.`,
  ].filter((one) => one !== undefined)
  // That nothing was measured stands in the table's place.
  if (parts.length === 0 || metrics.rows.length === 0) return ''
  return details(
    `How ${escapeHtml(service, 80)} was measured: start-up, layers, build, samples`,
    parts.join('\n\n'),
  )
}

type Sides = ServiceReport['details']

const part = (title: string, shown: string | undefined, remark?: string): string | undefined =>
  shown && [`**${title}**`, shown, ...(remark ? [`<sub>${remark}</sub>`] : [])].join('\n\n')

const number = (value: number | undefined, unit: 'ms' | 'bytes'): string =>
  value === undefined ? '–' : together(quantity(value, unit))

/** One row for each variant that has something to show. */
function byVariant(
  sides: Sides,
  heads: readonly string[],
  row: (side: VariantDetails) => readonly string[] | undefined,
): string | undefined {
  const rows = roles.flatMap((role: Role) => {
    const cells = row(sides[role])
    return cells ? [[role, ...cells]] : []
  })
  if (rows.length === 0) return undefined
  return table([{ head: 'variant' }, ...heads.map((head) => ({ head, align: 'right' as const }))], rows)
}

const sizeTable = (sides: Sides): string | undefined =>
  byVariant(
    sides,
    ['layers', 'unpacked', 'pull', 'unique', 'largest layer'],
    ({ image, uniqueBytes }) => image && sizeRow(image, uniqueBytes),
  )

function sizeRow(image: ImageFact, unique: number | undefined): readonly string[] {
  const largest = Math.max(0, ...image.layers.map(({ unpackedBytes }) => unpackedBytes))
  return [
    String(image.layers.length),
    number(image.unpackedBytes, 'bytes'),
    `${number(image.pullBytes, 'bytes')}${estimateOf(image)}`,
    number(unique, 'bytes'),
    number(image.layers.length === 0 ? undefined : largest, 'bytes'),
  ]
}

const buildTable = (sides: Sides): string | undefined =>
  byVariant(
    sides,
    ['duration', 'cache', 'steps from cache', 'context sent', 'sent in', 'builder'],
    ({ build }) => build && buildRow(build),
  )

const buildRow = (build: BuildFact): readonly string[] => [
  number(build.durationMs, 'ms'),
  `${build.temperature} (${build.cache})`,
  `${build.stepsCached} of ${build.stepsTotal}`,
  number(build.contextBytes, 'bytes'),
  number(build.transferMs, 'ms'),
  build.builder,
]

function sampleTable(sides: Sides): string | undefined {
  const rows = roles.flatMap((role) =>
    sides[role].series.map(({ metric, summary }) => [
      metricInfo[metric].label,
      role,
      String(summary.counted),
      together(rangeOf(metric, summary.spread)),
      remarks(summary),
    ]),
  )
  if (rows.length === 0) return undefined
  const ordered = [...rows].sort((a, b) => order.indexOf(a[0] ?? '') - order.indexOf(b[0] ?? ''))
  return table(
    [
      { head: 'metric' },
      { head: 'variant' },
      { head: 'samples', align: 'right' },
      { head: 'least to most', align: 'right' },
      { head: 'remarks' },
    ],
    ordered,
  )
}

function rangeOf(metric: Metric, range: Spread | undefined): string {
  if (range === undefined) return '–'
  const [min, max] = [quantityOf(metric, range.min), quantityOf(metric, range.max)]
  return min === max ? min : `${min} to ${max}`
}

const order = Object.values(metricInfo).map(({ label }) => label) as readonly string[]

function remarks({ warmUps, failed, fromWarmUp }: VariantDetails['series'][number]['summary']): string {
  return [
    ...(warmUps > 0 ? [`${count(warmUps, 'warm-up')} left out`] : []),
    ...(fromWarmUp ? ['a warm-up is all there is'] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(', ')
}
