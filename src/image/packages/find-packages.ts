import { posix } from 'node:path'
import type { Package } from '../../core/domain/image/insight.js'
import type { ImageView, ViewFile } from '../view/image-view.js'
import { findApk } from './apk.js'
import { findDpkg } from './dpkg.js'
import type { Found } from './found.js'
import { findGo } from './go.js'
import { findNpm } from './npm.js'
import { findPython } from './python.js'
import { findRpm } from './rpm/rpm.js'

/** One for each kind of package. */
const finders: readonly ((view: ImageView) => Found)[] = [
  findApk,
  findDpkg,
  findRpm,
  findNpm,
  findPython,
  findGo,
]

export interface ImagePackages {
  readonly packages: readonly Package[]
  readonly unread: readonly string[]
  /** Which package a file or path of the view belongs to; of two that claim it, the operating system's. */
  ownerOf(of: ViewFile | string): Package | undefined
}

export function findPackages(view: ImageView): ImagePackages {
  const found = finders.map((find) => find(view))
  // By file: texts of a hundred thousand paths would be kept for nothing else.
  const owners = new Map<ViewFile, Package>()
  /** Of modules that are no longer there; what Python compiled of them may be. */
  const ownersOfGone = new Map<string, Package>()
  const folderAt = makeFolderFinder(view)
  for (const { owned } of found)
    for (const { path, owner } of owned) {
      const slash = path.lastIndexOf('/')
      const name = path.slice(slash + 1)
      const folder = folderAt(path, Math.max(0, slash))
      const file = folder?.child(name)
      if (file !== undefined) setFirst(owners, file, owner)
      else if (folder !== undefined && name.endsWith('.py'))
        setFirst(ownersOfGone, posix.join(folder.path, name), owner)
    }
  return {
    packages: found.flatMap(({ packages }) => packages).sort(byName),
    unread: found.flatMap(({ unread }) => unread),
    ownerOf(of) {
      if (typeof of !== 'string') return owners.get(of)
      const file = view.get(of)
      return file === undefined ? ownersOfGone.get(of) : owners.get(file)
    },
  }
}

function setFirst<Key>(owners: Map<Key, Package>, key: Key, owner: Package): void {
  if (!owners.has(key)) owners.set(key, owner)
}

/** Lists name the path a package was unpacked to; a folder on the way may be a symlink (`/lib` → `usr/lib`). */
function makeFolderFinder(view: ImageView): (path: string, end: number) => ViewFile | undefined {
  const folders = new Map<string, ViewFile | undefined>()
  // Most files lie in the folder of the one before.
  let last = ''
  let lastFolder = view.resolve('')
  return (path, end) => {
    if (end === last.length && path.startsWith(last)) return lastFolder
    last = path.slice(0, end)
    if (!folders.has(last)) folders.set(last, view.resolve(last))
    lastFolder = folders.get(last)
    return lastFolder
  }
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const byName = (a: Package, b: Package): number =>
  compare(a.from, b.from) ||
  compare(a.name, b.name) ||
  compare(a.version, b.version) ||
  compare(a.path ?? '', b.path ?? '')
