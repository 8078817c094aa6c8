import { posix } from 'node:path'
import type { Captured } from './capture/captured.js'
import type { LayerEntry } from './contents.js'
import type { TarEntry } from './tar.js'

const MARK = '.wh.'
/** Everything that the layers below have in this folder is gone. */
const OPAQUE = '.wh..wh..opq'
/** The old aufs driver's own files. They are no part of the image. */
const OWN = '.wh..wh.'

/** A tar's entry as what it does to the image; undefined where it does nothing. */
export function layerEntry(entry: TarEntry, captured?: Captured, digest?: number): LayerEntry | undefined {
  const path = imagePath(entry.path)
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name.startsWith(MARK)) return markerEntry(entry, path, name)
  if (entry.type === 'other') return undefined
  const { type: kind, mode, uid, gid, sizeBytes } = entry
  const isLink = kind === 'symlink' || kind === 'hardlink'
  // Nearly all are this and nothing more; written out they take half of what a copy with additions does.
  const plain: LayerEntry = isLink
    ? { path, kind, mode, uid, gid, sizeBytes, link: linkOf(entry) }
    : captured === undefined && digest === undefined
      ? { path, kind, mode, uid, gid, sizeBytes }
      : { path, kind, mode, uid, gid, sizeBytes, captured, digest }
  const escapes = leadsOut(entry.path) || (kind === 'hardlink' && leadsOut(entry.linkPath))
  return escapes ? { ...plain, escapes } : plain
}

const linkOf = ({ type, linkPath }: TarEntry): string =>
  type === 'hardlink' ? imagePath(linkPath) : linkPath

/** A marker holds nothing, whatever its header says: some engines leave a stale link in it. */
function markerEntry(entry: TarEntry, path: string, name: string): LayerEntry | undefined {
  const { mode, uid, gid } = entry
  const common = { mode, uid, gid, sizeBytes: 0, ...(leadsOut(entry.path) ? { escapes: true } : {}) }
  const folder = path.slice(0, Math.max(0, path.length - name.length - 1))
  if (name === OPAQUE) return { ...common, kind: 'opaque', path: folder }
  if (name.startsWith(OWN) || name === MARK) return undefined
  return { ...common, kind: 'whiteout', path: joined(folder, name.slice(MARK.length)) }
}

/** As the image names it, whatever the tar wrote: `./etc/`, `/etc` and `x/../etc` are all `etc`, and nothing is above the root. */
export function imagePath(path: string): string {
  // Most paths are normal as they are.
  if (!/(?:^|\/)\.{0,2}(?:\/|$)/.test(path)) return path
  const normal = posix.normalize(`/${path}`)
  return normal.endsWith('/') ? normal.slice(1, -1) : normal.slice(1)
}

const leadsOut = (path: string): boolean => path.includes('..') && posix.normalize(path).startsWith('../')

const joined = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)
