import { posix } from 'node:path'
import type { ImageView } from '../../view/image-view.js'

/** More than any image has, so that a file that includes itself ends. */
const MOST_FILES = 200

/** The folders that `ldconfig` would look into, in order: /etc/ld.so.conf and all that it includes. */
export function readLdSoConf(view: ImageView): readonly string[] {
  const folders: string[] = []
  let files = 0
  const read = (path: string): void => {
    if (++files > MOST_FILES) return
    const text = view.resolve(path)?.inode.entry.captured?.text ?? ''
    for (const line of text.split('\n')) {
      const [word = '', ...more] = (line.split('#', 1)[0] ?? '').trim().split(/[\s,:]+/)
      if (word === 'include') for (const pattern of more) for (const one of matching(view, pattern)) read(one)
      else if (word !== 'hwcap')
        for (const folder of [word, ...more])
          if (folder.startsWith('/')) folders.push(folder.replace(/=.*$|\/+$/g, ''))
    }
  }
  read('/etc/ld.so.conf')
  return folders
}

/** Only the last part of a pattern has a star in it, as everywhere. */
function matching(view: ImageView, pattern: string): readonly string[] {
  const path = posix.resolve('/etc', pattern)
  const folder = view.resolve(posix.dirname(path))?.path
  if (folder === undefined) return []
  const name = posix
    .basename(path)
    .split('*')
    .map((part) => part.replace(/[\\^$+?.()|[\]{}]/g, '\\$&'))
  const wanted = new RegExp(`^${name.join('[^/]*')}$`)
  return view.list(folder).flatMap((one) => (wanted.test(one) ? [`/${folder}/${one}`] : []))
}
