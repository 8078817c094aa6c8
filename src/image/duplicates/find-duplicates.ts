import type { DuplicateInsight } from '../../core/domain/image/insight.js'
import type { ImageContents } from '../contents.js'
import type { ImageView, Inode, ViewFile } from '../view/image-view.js'
import { DIGEST_BYTES, makeDigestTable } from './digest-table.js'

const MOST_NAMED = 10
const MOST_PATHS = 3

/** Files of the final view with the same content and a place of their own each; undefined where files were not digested. */
export function findDuplicates({ layers }: ImageContents, view: ImageView): DuplicateInsight | undefined {
  const table = makeDigestTable()
  // By the digest's number. Nearly every file is the only one of its content.
  const firsts: ViewFile[] = []
  const copies = new Map<number, { readonly sizeBytes: number; readonly inodes: Map<Inode, string> }>()
  for (const file of view.files()) {
    const { path, kind, sizeBytes, inode } = file
    const digest = kind === 'file' ? digestOf(inode, layers) : undefined
    if (digest === undefined) continue
    const number = table.numberOf(digest)
    const first = firsts[number]
    if (first === undefined) firsts.push(file)
    // The other names of a hard link take nothing.
    else if (first.inode !== inode) {
      const same = copies.get(number) ?? { sizeBytes, inodes: new Map([[first.inode, first.path]]) }
      copies.set(number, same)
      if (!same.inodes.has(inode)) same.inodes.set(inode, path)
    }
  }
  if (firsts.length === 0) return undefined
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

function digestOf({ layer, entry }: Inode, layers: ImageContents['layers']): Uint8Array | undefined {
  const { digest } = entry
  if (digest === undefined) return undefined
  return layers[layer]?.fileDigests?.subarray(DIGEST_BYTES * digest, DIGEST_BYTES * (digest + 1))
}
