import type { DiveFigures } from '../../core/domain/image/insight.js'
import type { LayerContents } from '../contents.js'
import { FOLDER, LEAF, makeLayerTree, REMOVAL } from './layer-tree.js'
import { makePathNumbers, type PathNumbers } from './path-numbers.js'

/**
 * What the tool dive computes, in its own way, because teams have limits on it: the leaves of each layer's tree are
 * counted by path; a removed folder counts as all that was in it, a removed file as nothing, an opaque folder not at all.
 * What is truly wasted is told by the view's hidden files.
 */
export function diveFigures(layers: readonly LayerContents[]): DiveFigures {
  const paths = makePathNumbers()
  // All of them first, so that what is known of each has its place from the beginning.
  const numbers = layers.map(({ entries }) => Int32Array.from(entries, ({ path }) => paths.numberOf(path)))
  const layer = makeLayerTree(paths)
  const stacked = makeStack(paths)
  const seen = makeSeen(paths)
  let aboveBaseBytes = 0
  for (const [index, { entries }] of layers.entries()) {
    if (index > 0) for (const { sizeBytes } of entries) aboveBaseBytes += sizeBytes
    layer.read(entries, numbers[index] ?? new Int32Array())
    for (const path of layer.paths)
      if (layer.is(path, LEAF))
        seen.add(path, layer.is(path, REMOVAL) ? stacked.bytesOfFolder(path) : layer.bytesOf(path))
    for (const path of layer.paths) if (layer.is(path, REMOVAL)) stacked.remove(path)
    for (const path of layer.paths)
      if (!layer.is(path, REMOVAL)) stacked.put(path, layer.bytesOf(path), layer.is(path, FOLDER))
  }
  const { seenBytes, leastBytes, wastedBytes } = seen.sums()
  return {
    efficiency: seenBytes === 0 ? 1 : leastBytes / seenBytes,
    wastedBytes,
    userWastedShare: aboveBaseBytes === 0 ? 0 : wastedBytes / aboveBaseBytes,
  }
}

/** Every size that a path was seen with, layer by layer. */
function makeSeen(paths: PathNumbers) {
  const times = new Uint32Array(paths.count())
  const sums = new Float64Array(paths.count())
  const least = new Float64Array(paths.count())
  return {
    add(path: number, sizeBytes: number): void {
      const before = times[path] ?? 0
      times[path] = before + 1
      sums[path] = (sums[path] ?? 0) + sizeBytes
      least[path] = before === 0 ? sizeBytes : Math.min(least[path] ?? 0, sizeBytes)
    },
    sums() {
      const total = (of: Float64Array): number => of.reduce((sum, one) => sum + one, 0)
      const wasted = sums.filter((_, path) => (times[path] ?? 0) > 1)
      return { seenBytes: total(sums), leastBytes: total(least), wastedBytes: total(wasted) }
    },
  }
}

const ABSENT = 0
const THERE_AS_FOLDER = 1
const THERE_AS_OTHER = 2

/** What the layers so far come to. What lies below a path that is there stays, whatever takes its place. */
function makeStack(paths: PathNumbers) {
  const kinds = new Uint8Array(paths.count())
  const sizes = new Float64Array(paths.count())

  function put(path: number, sizeBytes: number, isFolder: boolean): void {
    kinds[path] = isFolder ? THERE_AS_FOLDER : THERE_AS_OTHER
    sizes[path] = sizeBytes
    for (let at = paths.parentOf(path); at > 0 && kinds[at] === ABSENT; at = paths.parentOf(at)) {
      kinds[at] = THERE_AS_FOLDER
      sizes[at] = 0
    }
  }

  const isThere = (path: number): boolean => (kinds[path] ?? ABSENT) !== ABSENT

  /** A path and all that is below it. Not recursive: a hostile path is deep. */
  function* below(path: number): Generator<number, void, undefined> {
    const ahead = [path]
    for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
      if (!isThere(at)) continue
      for (const child of paths.childrenOf(at)) ahead.push(child)
      yield at
    }
  }

  return {
    put,
    remove(path: number): void {
      for (const one of below(path)) kinds[one] = ABSENT
    },
    bytesOfFolder(path: number): number {
      if (kinds[path] !== THERE_AS_FOLDER) return 0
      let sizeBytes = 0
      for (const one of below(path)) sizeBytes += sizes[one] ?? 0
      return sizeBytes
    },
  }
}
