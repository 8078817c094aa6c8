import type { Package } from '../../core/domain/image/insight.js'
import type { ImageView } from '../view/image-view.js'
import { type Found, nothingFound, type Owned } from './found.js'

/** Where apk 2 and apk 3 keep their list. */
const databases = ['lib/apk/db/installed', 'usr/lib/apk/db/installed']

/** Many names in a longer folder would fill the memory. */
const LONGEST_PATH = 4096

export function findApk(view: ImageView): Found {
  const file = databases.flatMap((path) => view.resolve(path) ?? [])[0]
  if (file === undefined) return nothingFound
  const text = file.inode.entry.captured?.text
  if (text === undefined) return { ...nothingFound, unread: [`${file.path} is too large to be read`] }
  const packages: Package[] = []
  const owned: Owned[] = []
  for (const block of text.split(/\n\n+/)) {
    const lines = block.split('\n').filter((line) => line[1] === ':')
    const of = (letter: string) => lines.find((line) => line[0] === letter)?.slice(2)
    const [name, version, size, origin] = [of('P'), of('V'), of('I'), of('o')]
    if (name === undefined || version === undefined) continue
    const installedBytes = Number(size)
    const one: Package = {
      from: 'apk',
      name,
      version,
      ...(origin && origin !== name && { source: origin }),
      ...(Number.isSafeInteger(installedBytes) && { installedBytes }),
    }
    packages.push(one)
    let folder = ''
    for (const line of lines) {
      if (line[0] === 'F') folder = line.slice(2, LONGEST_PATH)
      // A hostile list may name a file without its folder; then it lies in the root.
      if (line[0] === 'R')
        owned.push({ path: folder === '' ? line.slice(2) : `${folder}/${line.slice(2)}`, owner: one })
    }
  }
  return { packages, owned, unread: [] }
}
