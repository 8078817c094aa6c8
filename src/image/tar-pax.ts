import { TarError } from './tar-error.js'
import { nameOf } from './tar-header.js'

/** What a PAX header says about the one entry that follows it. */
export interface PaxOverrides {
  readonly path?: string
  readonly linkPath?: string
  readonly sizeBytes?: number
  readonly uid?: number
  readonly gid?: number
  /** Set on sparse files: the size once the holes are filled. */
  readonly realSizeBytes?: number
  /** What `setcap` wrote on a program, in hexadecimal digits. */
  readonly capabilities?: string
}

const capabilityKey = 'SCHILY.xattr.security.capability'
const wantedKeys: ReadonlySet<string> = new Set([
  'GNU.sparse.name',
  'GNU.sparse.realsize',
  'GNU.sparse.size',
  capabilityKey,
  'gid',
  'linkpath',
  'path',
  'size',
  'uid',
])
const NEWLINE = 0x0a
const SPACE = 0x20
const EQUALS = 0x3d

/** Records are `<length of the whole record> <key>=<value>\n`, back to back. */
export function parsePax(body: Buffer): PaxOverrides {
  // Most tell times alone, which nobody asks for.
  let records: Map<string, Buffer> | undefined
  let at = 0
  while (at < body.length && body[at] !== 0) {
    const space = body.indexOf(SPACE, at)
    const end = at + decimalIn(body, at, space)
    const equals = body.indexOf(EQUALS, space)
    if (!(end <= body.length && equals > space && equals < end && body[end - 1] === NEWLINE)) {
      throw new TarError('a PAX header is malformed')
    }
    const key = body.toString('latin1', space + 1, equals)
    if (wantedKeys.has(key)) {
      records ??= new Map()
      records.set(key, body.subarray(equals + 1, end - 1))
    }
    at = end
  }
  return records === undefined ? nothing : overridesOf(records)
}

const nothing: PaxOverrides = {}

function overridesOf(records: ReadonlyMap<string, Buffer>): PaxOverrides {
  const text = (key: string): string | undefined => {
    const value = records.get(key)
    return value && nameOf(value)
  }
  const path = text('GNU.sparse.name') ?? text('path')
  const linkPath = text('linkpath')
  const size = sizeOf(text('size'))
  const uid = sizeOf(text('uid'))
  const gid = sizeOf(text('gid'))
  const realSize = sizeOf(text('GNU.sparse.realsize') ?? text('GNU.sparse.size'))
  const capabilities = records.get(capabilityKey)?.toString('hex')
  return {
    ...(path ? { path } : {}),
    ...(linkPath ? { linkPath } : {}),
    ...(size === undefined ? {} : { sizeBytes: size }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(realSize === undefined ? {} : { realSizeBytes: realSize }),
    ...(capabilities ? { capabilities } : {}),
  }
}

/** An empty value takes the record back. */
function sizeOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const size = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(size)) throw new TarError('a PAX header holds no valid number')
  return size
}

/** NaN where there is none, or anything but digits. */
function decimalIn(body: Buffer, from: number, to: number): number {
  let value = to > from ? 0 : Number.NaN
  for (let at = from; at < to; at++) {
    const digit = (body[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}
