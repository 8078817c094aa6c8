import type { RewrittenPair } from '../../core/domain/image/insight.js'
import type { LayerEntry } from '../contents.js'
import type { Hidden, ImageView } from '../view/image-view.js'

const mostPairs = 20
const largestTold = 3

/** What `chmod` and `chown` do to an image: the same file in a later layer again, with other rights only. */
export const findRewritten = ({ hidden }: ImageView): readonly Hidden[] =>
  hidden.filter(
    ({ sizeBytes, entry, next }) => sizeBytes > 0 && next !== undefined && isSameFile(entry, next),
  )

/** Pairs of layers, those that cost most. */
export function pairRewritten(rewritten: readonly Hidden[]): readonly RewrittenPair[] {
  const pairs = new Map<string, Hidden[]>()
  for (const one of rewritten) {
    const key = `${one.layer} ${one.by}`
    const pair = pairs.get(key) ?? []
    pair.push(one)
    pairs.set(key, pair)
  }
  return [...pairs.values()]
    .flatMap(tell)
    .sort((a, b) => b.sizeBytes - a.sizeBytes || a.layer - b.layer || a.by - b.by)
    .slice(0, mostPairs)
}

const isSameFile = (one: LayerEntry, later: LayerEntry): boolean =>
  later.kind === 'file' &&
  one.sizeBytes === later.sizeBytes &&
  (one.mode !== later.mode || one.uid !== later.uid || one.gid !== later.gid)

function tell(files: readonly Hidden[]): readonly RewrittenPair[] {
  const [first] = files
  if (first === undefined) return []
  return [
    {
      layer: first.layer,
      by: first.by,
      files: files.length,
      sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      largest: [...files]
        .sort((a, b) => b.sizeBytes - a.sizeBytes || (a.path < b.path ? -1 : 1))
        .slice(0, largestTold)
        .map(({ path, sizeBytes }) => ({ path, sizeBytes })),
    },
  ]
}
