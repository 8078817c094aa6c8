import { readWal } from './sqlite-wal.js'

/** A database as pages, from one. Each is handed out once: no page of a sound database belongs to two things. */
export interface SqlitePages {
  /** Bytes of a page that hold content; what is left is reserved. */
  readonly usableBytes: number
  take(page: number): Buffer
}

/** What keeps a database from being read, in words that end a sentence. */
export class SqliteError extends Error {}

const MAGIC = 'SQLite format 3\0'
const UTF8 = 1
const LARGEST_PAGE = 65536

/** Pages that were written to the log beside the database and not yet into it count as the newer ones. */
export function openSqlite(file: Buffer, wal?: Buffer): SqlitePages {
  if (file.length < 100 || file.toString('latin1', 0, 16) !== MAGIC)
    throw new SqliteError('it does not begin as an SQLite database does')
  const pageBytes = file.readUInt16BE(16) === 1 ? LARGEST_PAGE : file.readUInt16BE(16)
  const usableBytes = pageBytes - (file[20] ?? 0)
  // A power of two has one bit.
  if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0 || usableBytes < 480)
    throw new SqliteError(`its pages cannot have ${pageBytes} bytes`)
  const encoding = file.readUInt32BE(56)
  // None is written before there is a first table.
  if (encoding !== UTF8 && encoding !== 0) throw new SqliteError('its text is UTF-16')
  const newer = wal ? readWal(wal, pageBytes) : new Map<number, Buffer>()
  const taken = new Set<number>()
  return {
    usableBytes,
    take(page) {
      if (taken.has(page)) throw new SqliteError(`its page ${page} belongs to two places`)
      taken.add(page)
      const found = newer.get(page) ?? file.subarray((page - 1) * pageBytes, page * pageBytes)
      if (page < 1 || found.length < pageBytes) throw new SqliteError(`it has no page ${page}`)
      return found
    },
  }
}
