import type { ImageView, ViewFile } from './image-view.js'
import { allBelow, findNode, followPath, type Node, sortNames } from './tree.js'

export function makeView(
  root: Node,
  totals: Pick<ImageView, 'finalBytes' | 'hidden' | 'changes'>,
): ImageView {
  // Once, as all that is made of it: it is walked a dozen times, and nothing is added to it.
  sortNames(root)
  const get = (path: string): ViewFile | undefined => findNode(root, path)
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
      all ??= allBelow(root)
      return all.values()
    },
    finalBytes: totals.finalBytes,
    hidden: totals.hidden,
    changes: totals.changes,
  }
}

/** No inspection of a real image comes near it. Links made to be followed for ever lead nowhere from here on. */
const MOST_STEPS = 200_000_000
