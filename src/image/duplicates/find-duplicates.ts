import type { DuplicateInsight } from '../../core/domain/image/insight.js'
import type { ImageView, Inode, ViewFile } from '../view/image-view.js'

const MOST_NAMED = 10
const MOST_PATHS = 3

/** Files of the final view with the same content and a place of their own each; undefined where files were not digested. */
export function findDuplicates(view: ImageView): DuplicateInsight | undefined {
  // Nearly every file is the only one of its content.
  const firsts = new Map<string, ViewFile>()
  const copies = new Map<string, { readonly sizeBytes: number; readonly inodes: Map<Inode, string> }>()
  for (const file of view.files()) {
    const { path, kind, sizeBytes, inode } = file
    const { sha256 } = inode.entry.captured ?? {}
    if (kind !== 'file' || sha256 === undefined) continue
    const first = firsts.get(sha256)
    if (first === undefined) firsts.set(sha256, file)
    // The other names of a hard link take nothing.
    else if (first.inode !== inode) {
      const same = copies.get(sha256) ?? { sizeBytes, inodes: new Map([[first.inode, first.path]]) }
      copies.set(sha256, same)
      if (!same.inodes.has(inode)) same.inodes.set(inode, path)
    }
  }
  if (firsts.size === 0) return undefined
  const groups = [...copies.values()].map(({ sizeBytes, inodes }) => ({
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
