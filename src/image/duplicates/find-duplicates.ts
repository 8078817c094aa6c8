import type { DuplicateInsight } from '../../core/domain/image/insight.js'
import type { ImageView } from '../view/image-view.js'

const MOST_NAMED = 10
const MOST_PATHS = 3

/** Files of the final view with the same content and a place of their own each; undefined where files were not digested. */
export function findDuplicates(view: ImageView): DuplicateInsight | undefined {
  const byContent = new Map<string, { readonly sizeBytes: number; readonly inodes: Map<unknown, string> }>()
  for (const { path, kind, sizeBytes, inode } of view.files()) {
    const { sha256 } = inode.entry.captured ?? {}
    if (kind !== 'file' || sha256 === undefined) continue
    const same = byContent.get(sha256) ?? { sizeBytes, inodes: new Map() }
    byContent.set(sha256, same)
    // The other names of a hard link take nothing.
    if (!same.inodes.has(inode)) same.inodes.set(inode, path)
  }
  if (byContent.size === 0) return undefined
  const groups = [...byContent.values()]
    .filter(({ inodes }) => inodes.size > 1)
    .map(({ sizeBytes, inodes }) => ({
      sizeBytes,
      copies: inodes.size,
      paths: [...inodes.values()].slice(0, MOST_PATHS),
    }))
  const surplus = ({ sizeBytes, copies }: { sizeBytes: number; copies: number }) => sizeBytes * (copies - 1)
  return {
    surplusBytes: groups.reduce((sum, group) => sum + surplus(group), 0),
    largest: groups.sort((a, b) => surplus(b) - surplus(a)).slice(0, MOST_NAMED),
  }
}
