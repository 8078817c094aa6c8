import type { ImageView, ViewFile } from './image-view.js'
import { findNode, followPath, type Node } from './tree.js'

export function makeView(
  root: Node,
  totals: Pick<ImageView, 'finalBytes' | 'hidden' | 'changes'>,
): ImageView {
  const get = (path: string): ViewFile | undefined => {
    const node = findNode(root, path)
    return node && fileOf(path, node)
  }
  let steps = 0
  return {
    get,
    resolve(path, from = '') {
      if (steps > MOST_STEPS) return undefined
      const followed = followPath(root, from, path, () => steps++)
      return followed === undefined ? undefined : get(followed)
    },
    list: (path) => [...(findNode(root, path)?.children?.keys() ?? [])].sort(byCodeUnits),
    files: () => walk(root),
    finalBytes: totals.finalBytes,
    hidden: totals.hidden,
    changes: totals.changes,
  }
}

function* walk(root: Node): Generator<ViewFile, void, undefined> {
  const stack = [{ path: '', node: root }]
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { path, node } = top
    if (path !== '') yield fileOf(path, node)
    if (node.children === undefined) continue
    const names = [...node.children.keys()].sort(byCodeUnits).reverse()
    for (const name of names) {
      const child = node.children.get(name)
      if (child !== undefined) stack.push({ path: path === '' ? name : `${path}/${name}`, node: child })
    }
  }
}

function fileOf(path: string, { inode }: Node): ViewFile {
  const { mode, uid, gid, sizeBytes, link, kind } = inode.entry
  return {
    path,
    kind: kind === 'hardlink' || kind === 'whiteout' || kind === 'opaque' ? 'file' : kind,
    mode,
    uid,
    gid,
    sizeBytes,
    ...(kind === 'symlink' && link !== undefined && { link }),
    inode,
  }
}

/** No inspection of a real image comes near it. Links made to be followed for ever lead nowhere from here on. */
const MOST_STEPS = 200_000_000

/** The same on every machine, whatever its language. */
const byCodeUnits = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
