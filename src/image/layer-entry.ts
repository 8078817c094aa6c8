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
export function layerEntry(entry: TarEntry, captured?: Captured): LayerEntry | undefined {
  const path = imagePath(entry.path)
  const common = {
    path,
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    sizeBytes: entry.sizeBytes,
    ...(leadsOut(entry.path) ? { escapes: true } : {}),
  }
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name.startsWith(MARK)) {
    const folder = path.slice(0, Math.max(0, path.length - name.length - 1))
    // A marker holds nothing, whatever its header says: some engines leave a stale link in it.
    if (name === OPAQUE) return { ...common, sizeBytes: 0, kind: 'opaque', path: folder }
    if (name.startsWith(OWN) || name === MARK) return undefined
    return { ...common, sizeBytes: 0, kind: 'whiteout', path: joined(folder, name.slice(MARK.length)) }
  }
  if (entry.type === 'other') return undefined
  if (entry.type === 'symlink') return { ...common, kind: 'symlink', link: entry.linkPath }
  if (entry.type === 'hardlink') {
    const isOut = leadsOut(entry.linkPath) ? { escapes: true } : {}
    return { ...common, ...isOut, kind: 'hardlink', link: imagePath(entry.linkPath) }
  }
  return { ...common, kind: entry.type, ...(captured && { captured }) }
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
