import type { ImageInsight, LayerInsight } from '../../domain/image/insight.js'
import { count, quantity } from '../../findings/quantity.js'
import type { Piece, Text } from '../../findings/text.js'
import { type PlainTable, right, type Side } from './plain-table.js'

const mostCommand = 90
const mostPairs = 12
const mostFiles = 12

const bytes = (value: number): string => (value === 0 ? '–' : quantity(value, 'bytes'))

/** What a builder writes around the command says nothing to a reader. */
function commandOf({ createdBy, place }: LayerInsight): Text {
  const command = (createdBy ?? '')
    .replace(/^\/bin\/sh -c #\(nop\)\s+/, '')
    .replace(/^(?:RUN )?(?:\|\d+ (?:\w+=\S* )*)?\/bin\/(?:sh|ash|bash) (?:-[a-z]+ |pipefail )*-\w*c /, 'RUN ')
    .replace(/\s*# buildkit$/, '')
    .replace(/\s+/g, ' ')
    .trim()
  const short = command.length > mostCommand ? `${command.slice(0, mostCommand)}…` : command
  const where: Text = place ? [` (${place.file}${place.line === undefined ? '' : `:${place.line}`})`] : []
  return [short === '' ? 'its history does not say' : ({ code: short } satisfies Piece), ...where]
}

export const layerTable = ({ name, insight }: Side<ImageInsight>): PlainTable => ({
  title: `Layers of ${name}`,
  columns: [
    right('layer'),
    { head: 'made by' },
    right('unpacked'),
    right('hidden later'),
    right('added'),
    right('changed'),
    right('removed'),
  ],
  rows: insight.layers.map((layer, index) => [
    [String(index + 1)],
    commandOf(layer),
    [bytes(layer.unpackedBytes)],
    [bytes(layer.hiddenBytes)],
    ...[layer.added, layer.changed, layer.removed].map((files) => [files === 0 ? '–' : String(files)]),
  ]),
  remark:
    'Added, changed, removed: files. Hidden later: bytes of this layer that a later one removed or replaced.',
})

const howText = { removed: 'removed by', replaced: 'replaced by', masked: 'laid over by' } as const

/** Which layer's bytes which layer hid; undefined where nothing is wasted. */
export function wasteTable({ name, insight }: Side<ImageInsight>): PlainTable | undefined {
  const { waste, layers } = insight
  const pairs = waste.byLayers.filter(({ how }) => how !== 'masked')
  if (pairs.length === 0) return undefined
  const layer = (index: number) => (index < layers.length ? `layer ${index + 1}` : 'the engine')
  const { efficiency, wastedBytes, userWastedShare } = waste.dive
  return {
    title: `Wasted in ${name}`,
    columns: [right('bytes'), { head: 'of' }, { head: 'hidden' }, { head: 'the largest files' }],
    rows: pairs.slice(0, mostPairs).map((pair) => [
      [quantity(pair.wastedBytes, 'bytes')],
      [layer(pair.layer)],
      [`${howText[pair.how]} ${layer(pair.by)} (${count(pair.files, 'file')})`],
      waste.files
        .filter((one) => one.layer === pair.layer && one.by === pair.by && one.how === pair.how)
        .slice(0, 3)
        .flatMap(({ path, wastedBytes: size }, index) => [
          ...(index === 0 ? [] : [', ']),
          { code: path },
          ` ${quantity(size, 'bytes')}`,
        ]),
    ]),
    remark: `As dive counts: efficiency ${share(efficiency)}, wasted ${quantity(wastedBytes, 'bytes')}, ${share(userWastedShare)} of what is above the base.`,
  }
}

const share = (value: number): string => `${(value * 100).toFixed(2)} %`

/** The largest wasted files by name. */
export function wastedFileTable({ name, insight }: Side<ImageInsight>): PlainTable | undefined {
  const files = insight.waste.files.filter(({ how }) => how !== 'masked').slice(0, mostFiles)
  if (files.length === 0) return undefined
  return {
    title: `Largest wasted files of ${name}`,
    columns: [right('bytes'), { head: 'file' }, { head: 'in' }, { head: 'hidden by' }],
    rows: files.map(({ path, layer, by, how, wastedBytes }) => [
      [quantity(wastedBytes, 'bytes')],
      [{ code: path }],
      [`layer ${layer + 1}`],
      [`layer ${by + 1} (${how})`],
    ]),
  }
}
