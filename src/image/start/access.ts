import { posix } from 'node:path'
import type { ImageConfig } from '../image-config.js'
import type { ImageView, ViewFile } from '../view/image-view.js'
import { namesIn, userNumber } from './find-user.js'

/** Who a container runs as; undefined for root, and where it cannot be said. */
export interface ImageUser {
  readonly name: string
  readonly uid: number
  readonly groups: ReadonlySet<number>
}

/** As the engine makes it of the user that is set and the image's own files. */
export function userOf(view: ImageView, config: ImageConfig): ImageUser | undefined {
  const [name = '', group = ''] = config.user.split(':')
  const [uid, users, groups] = [
    userNumber(view, config),
    namesIn(view, '/etc/passwd'),
    namesIn(view, '/etc/group'),
  ]
  if (uid === undefined || uid === 0 || users === undefined || groups === undefined) return undefined
  if (group !== '') {
    const number = /^\d+$/.test(group) ? group : groups.find(([one]) => one === group)?.[2]
    return number === undefined ? undefined : { name, uid, groups: new Set([Number(number)]) }
  }
  const entry = users.find(([one, , number]) => one === name || number === name)
  const further = groups.flatMap(([, , number, members = '']) =>
    entry !== undefined && members.split(',').includes(entry[0] ?? '') ? [Number(number)] : [],
  )
  // Who has no entry is in root's group.
  return { name, uid, groups: new Set([Number(entry?.[3] ?? 0), ...further]) }
}

const READ = 4
const SEARCH = 1

/** What keeps a user from reading a file: the file, or a folder above it; undefined where nothing does. */
export function closedTo(user: ImageUser, file: ViewFile, view: ImageView): string | undefined {
  const folders: string[] = []
  for (let at = posix.dirname(file.path); at !== '.' && at !== ''; at = posix.dirname(at)) folders.unshift(at)
  for (const path of folders) {
    const folder = view.get(path)
    if (folder !== undefined && !may(user, folder, SEARCH)) return path
  }
  return may(user, file, READ) ? undefined : file.path
}

function may(user: ImageUser, { mode, uid, gid }: ViewFile, right: number): boolean {
  const shift = uid === user.uid ? 6 : user.groups.has(gid) ? 3 : 0
  return ((mode >> shift) & right) !== 0
}
