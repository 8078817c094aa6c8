import type { ImageView, ViewFile } from './image-view.js'
import { findNode, followPath, type Node, sortNames } from './tree.js'

export function makeView(
  root: Node,
  totals: Pick<ImageView, 'finalBytes' | 'hidden' | 'changes'>,
): ImageView {
  // Once, as all that is made of it: it is walked a dozen times, and nothing is added to it.
  sortNames(root)
  const get = (path: string): ViewFile | undefined => {
    const node = findNode(root, path)
    return node && fileOf(path, node)
  }
  let steps = 0
  let all: readonly ViewFile[] | undefined
  return {
    get,
    resolve(path, from = '') {
      if (steps > MOST_STEPS) return undefined
      const followed = followPath(root, from, path, () => steps++)
      return followed === undefined ? undefined : get(followed)
    },
    list: (path) => [...(findNode(root, path)?.children?.keys() ?? [])],
    files() {
      all ??= [...walk(root)]
      return all.values()
    },
    finalBytes: totals.finalBytes,
    hidden: totals.hidden,
    changes: totals.changes,
  }
}

function* walk(root: Node): Generator<ViewFile, void, undefined> {
  const open = [{ prefix: '', names: (root.children ?? new Map<string, Node>()).entries() }]
  for (let folder = open.at(-1); folder !== undefined; folder = open.at(-1)) {
    const next = folder.names.next()
    if (next.done) {
      open.pop()
      continue
    }
    const [name, node] = next.value
    const path = pathOf(folder.prefix, name, node)
    yield fileOf(path, node)
    if (node.children !== undefined && node.children.size > 0)
      open.push({ prefix: `${path}/`, names: node.children.entries() })
  }
}

/** Most paths are there already, as the layer wrote them. */
function pathOf(prefix: string, name: string, { inode: { path } }: Node): string {
  const isThis = path.length === prefix.length + name.length && path.endsWith(name) && path.startsWith(prefix)
  return isThis ? path : prefix + name
}

function fileOf(path: string, { inode }: Node): ViewFile {
  const { mode, uid, gid, sizeBytes, link, kind: written } = inode.entry
  const kind = written === 'hardlink' || written === 'whiteout' || written === 'opaque' ? 'file' : written
  if (kind !== 'symlink' || link === undefined) return { path, kind, mode, uid, gid, sizeBytes, inode }
  return { path, kind, mode, uid, gid, sizeBytes, link, inode }
}

/** No inspection of a real image comes near it. Links made to be followed for ever lead nowhere from here on. */
const MOST_STEPS = 200_000_000
