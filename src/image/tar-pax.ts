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
const NEWLINE = 0x0a
const SPACE = 0x20

/** Records are `<length of the whole record> <key>=<value>\n`, back to back. */
export function parsePax(body: Buffer): PaxOverrides {
  const records = new Map<string, string>()
  let capabilities = ''
  let at = 0
  while (at < body.length && body[at] !== 0) {
    const space = body.indexOf(SPACE, at)
    const length = space === -1 ? Number.NaN : decimal(body.toString('latin1', at, space))
    const end = at + length
    const equals = body.indexOf('=', space)
    if (!(end <= body.length && equals > space && equals < end && body[end - 1] === NEWLINE)) {
      throw new TarError('a PAX header is malformed')
    }
    const key = nameOf(body.subarray(space + 1, equals))
    if (key === capabilityKey) capabilities = body.toString('hex', equals + 1, end - 1)
    records.set(key, nameOf(body.subarray(equals + 1, end - 1)))
    at = end
  }
  const path = records.get('GNU.sparse.name') ?? records.get('path')
  const linkPath = records.get('linkpath')
  const size = sizeOf(records.get('size'))
  const uid = sizeOf(records.get('uid'))
  const gid = sizeOf(records.get('gid'))
  const realSize = sizeOf(records.get('GNU.sparse.realsize') ?? records.get('GNU.sparse.size'))
  return {
    ...(path ? { path } : {}),
    ...(linkPath ? { linkPath } : {}),
    ...(size === undefined ? {} : { sizeBytes: size }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(realSize === undefined ? {} : { realSizeBytes: realSize }),
    ...(capabilities === '' ? {} : { capabilities }),
  }
}

/** An empty value takes the record back. */
function sizeOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const size = decimal(text)
  if (!Number.isSafeInteger(size)) throw new TarError('a PAX header holds no valid number')
  return size
}

const decimal = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Number.NaN)
