import { type ImageInsight, type Owner, owners } from '../../domain/image/insight.js'
import { quantity, signedPercent } from '../../findings/quantity.js'
import { relativeChange } from '../../stats/pairs.js'
import { type PlainTable, right, type Side } from './plain-table.js'

type Sides = readonly Side<ImageInsight>[]

const bytes = (value: number): string => quantity(value, 'bytes')

/** With two images, what became of it. */
function changeOf(values: readonly number[]): readonly string[][] {
  const [from, to] = values
  if (from === undefined || to === undefined) return []
  const change = relativeChange(from, to)
  if (change === undefined) return [['–']]
  // Beyond, percents are long and say no more.
  if (change >= 10) return [[`× ${Math.round(1 + change)}`]]
  return [[change === 0 ? 'same' : signedPercent(change)]]
}

const columnsOf = (sides: Sides, first: string) => [
  { head: first },
  ...sides.map(({ name }) => right(name)),
  ...(sides.length === 2 ? [right('change')] : []),
]

export function sizeTable(sides: Sides): PlainTable {
  const row = (
    label: string,
    of: (insight: ImageInsight) => number,
    mark?: (insight: ImageInsight) => string,
  ) => [
    [label],
    ...sides.map(({ insight }) => [`${bytes(of(insight))}${mark?.(insight) ?? ''}`]),
    ...changeOf(sides.map(({ insight }) => of(insight))),
  ]
  return {
    title: 'Sizes',
    columns: columnsOf(sides, 'size'),
    rows: [
      row('unpacked: all layers', ({ sizes }) => sizes.unpackedBytes),
      row('final: what a container sees', ({ sizes }) => sizes.finalBytes),
      row('wasted: in a layer, seen by nobody', ({ waste }) => waste.wastedBytes),
      row(
        'pull: compressed',
        ({ sizes }) => sizes.pullBytes,
        ({ sizes }) => estimateOf(sizes),
      ),
      ...(sides.every(({ insight }) => insight.duplicates)
        ? [row('twice: the same content again', ({ duplicates }) => duplicates?.surplusBytes ?? 0)]
        : []),
    ],
  }
}

export function estimateOf({
  pullEstimated,
  pullErrorBytes,
  pullBytes,
}: Pick<ImageInsight['sizes'], 'pullEstimated' | 'pullErrorBytes' | 'pullBytes'>): string {
  if (!pullEstimated) return ''
  if (pullErrorBytes === undefined || pullBytes === 0) return ' (estimated)'
  return ` (estimated, ± ${Math.max(1, Math.round((100 * pullErrorBytes) / pullBytes))} %)`
}

export const ownerText: Record<Owner, string> = {
  'os-packages': 'packages of the operating system',
  'language-packages': 'packages of languages',
  application: 'application',
  'build-tools': 'build tools',
  caches: 'caches',
  'docs-and-locales': 'documentation and locales',
  'version-control': 'version control',
  'virtual-environments': 'virtual environments and node_modules from the context',
  secrets: 'secrets',
  other: 'other',
}

/** Where the bytes are. Every byte of the final view is in one row. */
export function ownerTable(sides: Sides): PlainTable {
  const bytesOf = ({ owners: shares }: ImageInsight, owner: Owner): number =>
    shares.find((one) => one.owner === owner)?.sizeBytes ?? 0
  const present = owners.filter((owner) => sides.some(({ insight }) => bytesOf(insight, owner) > 0))
  const most = (owner: Owner) => Math.max(...sides.map(({ insight }) => bytesOf(insight, owner)))
  const largest = (owner: Owner) =>
    sides
      .at(-1)
      ?.insight.owners.find((one) => one.owner === owner)
      ?.largest.slice(0, 3) ?? []
  return {
    title: 'Where the bytes are',
    columns: [...columnsOf(sides, 'owner'), { head: 'the largest' }],
    rows: [...present]
      .sort((a, b) => most(b) - most(a))
      .map((owner) => [
        [ownerText[owner]],
        ...sides.map(({ insight }) => [bytes(bytesOf(insight, owner))]),
        ...changeOf(sides.map(({ insight }) => bytesOf(insight, owner))),
        largest(owner).flatMap(({ path, sizeBytes }, index) => [
          ...(index === 0 ? [] : [', ']),
          { code: path },
          ` ${bytes(sizeBytes)}`,
        ]),
      ]),
    remark: 'Every byte of the final view is in exactly one row.',
  }
}
