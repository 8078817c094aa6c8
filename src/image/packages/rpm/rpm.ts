import type { Package } from '../../../core/domain/image/insight.js'
import type { ImageView, ViewFile } from '../../view/image-view.js'
import { type Found, merge, nothingFound, type Owned } from '../found.js'
import { readRpmHeader } from './rpm-header.js'
import { openSqlite, SqliteError } from './sqlite-pages.js'
import { readTable } from './sqlite-table.js'

/** Where rpm keeps its database, in each distribution's way. */
const folders = ['usr/lib/sysimage/rpm', 'var/lib/rpm', 'usr/share/rpm']

const unreadable = [
  { name: 'Packages.db', is: 'in the ndb format' },
  { name: 'Packages', is: 'in the Berkeley DB format' },
] as const

export function findRpm(view: ImageView): Found {
  const files = folders.flatMap((folder) => view.resolve(`${folder}/rpmdb.sqlite`) ?? [])
  // One folder may be a link to another.
  const databases = [...new Map(files.map((file) => [file.path, file])).values()]
  const found = databases.map((file) => readDatabase(view, file))
  // One that was moved to SQLite may have left its old files behind.
  if (found.some(({ packages }) => packages.length > 0)) return merge(found)
  return merge([...found, { ...nothingFound, unread: unreadDatabases(view) }])
}

function unreadDatabases(view: ImageView): readonly string[] {
  const sentences = unreadable.flatMap(({ name, is }) =>
    folders.flatMap((folder) => {
      const file = view.resolve(`${folder}/${name}`)
      if (file?.kind !== 'file' || file.sizeBytes === 0) return []
      return [
        `${file.path} could not be read: it is ${is}; rpm's SQLite database can be (rpmdb --rebuilddb with _db_backend sqlite)`,
      ]
    }),
  )
  return [...new Set(sentences)]
}

function readDatabase(view: ImageView, file: ViewFile): Found {
  const because = (why: string): Found => ({
    ...nothingFound,
    unread: [`${file.path} could not be read: ${why}`],
  })
  const { bytes } = file.inode.entry.captured ?? {}
  if (bytes === undefined) return because(file.sizeBytes === 0 ? 'it is empty' : 'it is too large')
  const wal = view.resolve(`${file.path}-wal`)
  const log = wal?.inode.entry.captured?.bytes
  if (wal !== undefined && wal.sizeBytes > 0 && log === undefined)
    return because('the log beside it, with what is newer, is too large')
  try {
    return readPackages(readTable(openSqlite(bytes, log), 'Packages').map((row) => row[1]))
  } catch (error) {
    if (error instanceof SqliteError) return because(error.message)
    throw error
  }
}

function readPackages(blobs: readonly unknown[]): Found {
  const packages: Package[] = []
  const owned: Owned[] = []
  for (const blob of blobs) {
    const header = Buffer.isBuffer(blob) ? readRpmHeader(blob) : undefined
    if (header === undefined) throw new SqliteError('a row of its packages is no rpm header')
    const { paths, source, ...rest } = header
    const one: Package = {
      from: 'rpm',
      ...rest,
      ...(source !== undefined && source !== rest.name && { source }),
    }
    packages.push(one)
    for (const path of paths) owned.push({ path, owner: one })
  }
  return { packages, owned, unread: [] }
}
