import { posix } from 'node:path'
import type { Package } from '../../core/domain/image/insight.js'
import type { ImageView } from '../view/image-view.js'
import type { Found, Owned } from './found.js'
import { readFields } from './stanzas.js'

const metadata = /^(.*\/)?[^/]+\.(?:dist-info\/METADATA|egg-info\/PKG-INFO|egg-info|egg\/EGG-INFO\/PKG-INFO)$/

/** Packages that pip and its like installed, and those that a Debian or Alpine package brought. */
export function findPython(view: ImageView): Found {
  const packages: Package[] = []
  const owned: Owned[] = []
  for (const { path, kind, inode } of view.files()) {
    if (kind !== 'file' || !metadata.test(path)) continue
    const fields = readFields(inode.entry.captured?.text ?? '')
    const [name, version] = [fields.get('Name'), fields.get('Version')]
    if (!name || !version) continue
    const folder = path.replace(/\/(?:METADATA|(?:EGG-INFO\/)?PKG-INFO)$/, '')
    const site = posix.dirname(folder)
    const files = recordedFiles(view, folder, site)
    const one: Package = {
      from: 'python',
      name,
      version,
      path: folder,
      ...(files && {
        installedBytes: files.reduce((sum, file) => sum + (view.get(file)?.sizeBytes ?? 0), 0),
      }),
    }
    packages.push(one)
    for (const file of files ?? []) owned.push({ path: file, owner: one })
  }
  return { packages, owned, unread: [] }
}

/** What RECORD lists, as paths of the image: lines of `path,hash,size`, a path with a comma in quotes. */
function recordedFiles(view: ImageView, folder: string, site: string): readonly string[] | undefined {
  const record = view.get(`${folder}/RECORD`)?.inode.entry.captured?.text
  return record?.split(/\r?\n/).flatMap((line) => {
    const [, quoted, bare] = /^(?:"((?:[^"]|"")*)"|([^,]*)),/.exec(line) ?? []
    const path = quoted?.replaceAll('""', '"') ?? bare
    if (!path) return []
    return [posix.normalize(path.startsWith('/') ? path : `/${site}/${path}`).slice(1)]
  })
}
