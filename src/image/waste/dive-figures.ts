import type { DiveFigures } from '../../core/domain/image/insight.js'
import type { LayerContents, LayerEntry } from '../contents.js'
import { addPath, below, findPath, makeTree, type Node, removePath } from './size-tree.js'

/** Every size that a path was seen with, layer by layer. */
interface Seen {
  times: number
  sumBytes: number
  leastBytes: number
}

/**
 * What the tool dive computes, in its own way, because teams have limits on it: the leaves of each layer's tree are
 * counted by path; a removed folder counts as all that was in it, a removed file as nothing, an opaque folder not at all.
 * What is truly wasted is told by the view's hidden files.
 */
export function diveFigures(layers: readonly LayerContents[]): DiveFigures {
  const seen = new Map<string, Seen>()
  const stacked = makeTree()
  for (const { entries } of layers) {
    const layer = treeOf(entries)
    for (const leaf of below(layer)) {
      if (leaf.node.children.size > 0 || leaf.path === '') continue
      const sizeBytes = leaf.node.isRemoval ? removedBytes(stacked, leaf.path) : leaf.node.sizeBytes
      const known = seen.get(leaf.path) ?? { times: 0, sumBytes: 0, leastBytes: sizeBytes }
      known.times++
      known.sumBytes += sizeBytes
      known.leastBytes = Math.min(known.leastBytes, sizeBytes)
      seen.set(leaf.path, known)
    }
    for (const { path, node } of below(layer)) if (node.isRemoval) removePath(stacked, path)
    for (const { path, node } of below(layer))
      if (!node.isRemoval && path !== '') addPath(stacked, path, node.sizeBytes, node.isFolder)
  }
  const all = [...seen.values()]
  const sum = (bytesOf: (one: Seen) => number) => all.reduce((total, one) => total + bytesOf(one), 0)
  const seenBytes = sum(({ sumBytes }) => sumBytes)
  const wastedBytes = sum(({ times, sumBytes }) => (times > 1 ? sumBytes : 0))
  const aboveBaseBytes = layers
    .slice(1)
    .flatMap(({ entries }) => entries)
    .reduce((total, { sizeBytes }) => total + sizeBytes, 0)
  return {
    efficiency: seenBytes === 0 ? 1 : sum(({ leastBytes }) => leastBytes) / seenBytes,
    wastedBytes,
    userWastedShare: aboveBaseBytes === 0 ? 0 : wastedBytes / aboveBaseBytes,
  }
}

function treeOf(entries: readonly LayerEntry[]): Node {
  const tree = makeTree()
  for (const { path, kind, sizeBytes } of entries) {
    if (kind === 'opaque' || path === '') continue
    const node = addPath(tree, path, kind === 'whiteout' ? 0 : sizeBytes, kind === 'directory')
    node.isRemoval = kind === 'whiteout'
  }
  return tree
}

function removedBytes(stacked: Node, path: string): number {
  const node = findPath(stacked, path)
  if (node === undefined || !node.isFolder) return 0
  let sizeBytes = 0
  for (const one of below(node)) sizeBytes += one.node.sizeBytes
  return sizeBytes
}
