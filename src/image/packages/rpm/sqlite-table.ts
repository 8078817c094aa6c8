import { SqliteError, type SqlitePages } from './sqlite-pages.js'
import { readRecord, readVarint, type SqliteValue } from './sqlite-record.js'

const LEAF = 0x0d
const INTERIOR = 0x05
/** The first page begins with the file's own header. */
const FILE_HEADER_BYTES = 100

/** Rows of one table, in the order of their numbers. Throws a SqliteError where the database is not sound. */
export function readTable(pages: SqlitePages, name: string): readonly (readonly SqliteValue[])[] {
  const columns = { type: 0, name: 1, root: 3 }
  const schema = readRows(pages, 1)
  const found = schema.find((row) => row[columns.type] === 'table' && row[columns.name] === name)
  const root = found?.[columns.root]
  if (typeof root !== 'number') throw new SqliteError(`it has no table ${name}`)
  return readRows(pages, root)
}

function readRows(pages: SqlitePages, root: number): readonly (readonly SqliteValue[])[] {
  const rows: (readonly SqliteValue[])[] = []
  // Each page is handed out once, so a tree that leads back into itself ends, with an error.
  const left = [root]
  for (let number = left.pop(); number !== undefined; number = left.pop()) {
    const page = pages.take(number)
    const at = number === 1 ? FILE_HEADER_BYTES : 0
    const type = page[at]
    const cells = cellsOf(page, at, type === LEAF ? 8 : 12)
    if (type === LEAF) for (const cell of cells) rows.push(readRecord(payloadOf(pages, page, cell)))
    else if (type === INTERIOR) {
      const children = [...cells.map((cell) => wordAt(page, cell)), wordAt(page, at + 8)]
      left.push(...children.reverse())
    } else throw new SqliteError(`its page ${number} is not of a table`)
  }
  return rows
}

function cellsOf(page: Buffer, at: number, headerBytes: number): readonly number[] {
  const cells = page.readUInt16BE(at + 3)
  const end = at + headerBytes + cells * 2
  if (end > page.length) throw new SqliteError('a page of it says it holds more than it can')
  return Array.from({ length: cells }, (_, index) => page.readUInt16BE(at + headerBytes + index * 2))
}

function wordAt(page: Buffer, at: number): number {
  if (at + 4 > page.length) throw new SqliteError('a page of it points beyond itself')
  return page.readUInt32BE(at)
}

/** What does not fit into its page goes on in a chain of others. */
function payloadOf(pages: SqlitePages, page: Buffer, cell: number): Buffer {
  const size = readVarint(page, cell)
  const { end: start } = readVarint(page, size.end)
  const localBytes = localPart(size.value, pages.usableBytes)
  if (start + localBytes > page.length) throw new SqliteError('a row of it does not fit its page')
  const parts = [page.subarray(start, start + localBytes)]
  let left = size.value - localBytes
  let next = left > 0 ? wordAt(page, start + localBytes) : 0
  while (left > 0) {
    const more = pages.take(next)
    const part = more.subarray(4, Math.min(pages.usableBytes, 4 + left))
    parts.push(part)
    left -= part.length
    next = more.readUInt32BE(0)
  }
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
}

/** How much of a payload its own page holds, as the file format says it. */
function localPart(payloadBytes: number, usableBytes: number): number {
  const most = usableBytes - 35
  if (payloadBytes <= most) return payloadBytes
  const least = Math.floor(((usableBytes - 12) * 32) / 255) - 23
  const filling = least + ((payloadBytes - least) % (usableBytes - 4))
  return filling <= most ? filling : least
}
