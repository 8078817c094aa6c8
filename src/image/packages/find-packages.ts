import type { Package } from '../../core/domain/image/insight.js'
import type { ImageView } from '../view/image-view.js'
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
  /** Which package a path of the view belongs to; of two that claim it, the operating system's. */
  ownerOf(path: string): Package | undefined
}

export function findPackages(view: ImageView): ImagePackages {
  const found = finders.map((find) => find(view))
  const owners = new Map<string, Package>()
  const folders = new Map<string, string>()
  // Most files lie in the folder of the one before.
  let lastFolder = ''
  let lastReal = ''
  /** Lists name the path a package was unpacked to; a folder on the way may be a symlink (`/lib` → `usr/lib`). */
  const placeOf = (path: string): string => {
    const slash = Math.max(0, path.lastIndexOf('/'))
    if (slash !== lastFolder.length || !path.startsWith(lastFolder)) {
      lastFolder = path.slice(0, slash)
      lastReal = folders.get(lastFolder) ?? view.resolve(lastFolder)?.path ?? lastFolder
      folders.set(lastFolder, lastReal)
    }
    if (slash > 0 && lastReal === lastFolder) return path
    const name = path.slice(path.lastIndexOf('/') + 1)
    return lastReal === '' ? name : `${lastReal}/${name}`
  }
  for (const { owned } of found)
    for (const { path, owner } of owned) {
      const place = placeOf(path)
      if (!owners.has(place)) owners.set(place, owner)
    }
  return {
    packages: found.flatMap(({ packages }) => packages).sort(byName),
    unread: found.flatMap(({ unread }) => unread),
    ownerOf: (path) => owners.get(path),
  }
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const byName = (a: Package, b: Package): number =>
  compare(a.from, b.from) ||
  compare(a.name, b.name) ||
  compare(a.version, b.version) ||
  compare(a.path ?? '', b.path ?? '')
