import type { SetIdFile } from '../../core/domain/image/posture.js'
import type { ImageContents } from '../contents.js'
import type { ImagePackages } from '../packages/find-packages.js'
import type { ImageView, ViewFile } from '../view/image-view.js'

const SET_ID = 0o6000
const STICKY = 0o1000
const EXECUTE = 0o111
const WRITE_BY_ALL = 0o002

export const osKinds: ReadonlySet<string> = new Set(['apk', 'deb', 'rpm'])

/** Programs that run as their owner or group, and the package whose own doing that is. */
export function findSetIdFiles(
  { layers }: ImageContents,
  view: ImageView,
  { ownerOf }: ImagePackages,
): readonly SetIdFile[] {
  const files = [...view.files()].filter(
    ({ kind, mode }) => kind === 'file' && (mode & SET_ID) !== 0 && (mode & EXECUTE) !== 0,
  )
  if (files.length === 0) return []
  const paths = new Set(files.map(({ path }) => path))
  const plain = new Set<string>()
  // A package's own program, to which a later layer gave the bit, is no longer as the package made it.
  for (const { entries } of layers)
    for (const { path, kind, mode } of entries)
      if (kind === 'file' && (mode & SET_ID) === 0 && paths.has(path)) plain.add(path)
  return files.map(({ path, uid, mode, inode }) => {
    const owner = plain.has(path) ? undefined : ownerOf(path)
    return {
      path,
      uid,
      sets: (mode & SET_ID) === SET_ID ? 'both' : (mode & 0o4000) !== 0 ? 'user' : 'group',
      layer: inode.layer,
      ...(owner && osKinds.has(owner.from) && { package: owner.name }),
    }
  })
}

/** What anybody in the container may change; a folder with the sticky bit lets everybody change only what is theirs. */
export const findWritableByAll = (view: ImageView): readonly ViewFile[] =>
  [...view.files()].filter(
    ({ kind, mode, path }) =>
      (mode & WRITE_BY_ALL) !== 0 &&
      (kind === 'file' || (kind === 'directory' && (mode & STICKY) === 0)) &&
      !/^(?:dev|proc|sys)(?:\/|$)/.test(path),
  )
