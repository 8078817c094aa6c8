import { TarError } from './tar-error.js'
import {
  BLOCK_BYTES,
  hasValidChecksum,
  isZeroBlock,
  nameOf,
  parseHeader,
  sparseMapContinues,
  type TarHeader,
} from './tar-header.js'
import { type PaxOverrides, parsePax } from './tar-pax.js'

export interface TarEntry {
  readonly path: string
  readonly type: 'file' | 'directory' | 'hardlink' | 'symlink' | 'device' | 'fifo' | 'other'
  readonly linkPath: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** What a file holds once unpacked (holes of a sparse file filled); 0 for all that is no file. */
  readonly sizeBytes: number
  /** Its holes, and in one dialect a map of them, stand between it and the bytes that follow. */
  readonly isSparse: boolean
  /** The bytes that follow in the tar. */
  readonly storedBytes: number
  /** As PAX headers tell them. */
  readonly capabilities?: string
}

export type TarEvent =
  | { readonly kind: 'entry'; readonly entry: TarEntry; readonly bodyAt: number }
  | { readonly kind: 'data'; readonly chunk: Buffer }
  | { readonly kind: 'entry-end' }

/** Walks a tar that arrives in pieces of any size. Holds one header and one long name at most, none of the pieces. */
export interface TarWalk {
  /** Lazy, so that a reader can wait between events; each call must be read to its end before the next. */
  feed(chunk: Buffer): Generator<TarEvent, void, undefined>
  /** How many bytes follow that nobody need see: what is left of a file, and what fills its last block. */
  readonly passableBytes: number
  /** Goes on as if that many of the passable bytes had been fed. */
  pass(bytes: number): Generator<TarEvent, void, undefined>
  /** Throws where the bytes stopped inside an entry. */
  end(): void
  /** Whether the mark that ends a tar was seen; the bytes after it are ignored. */
  readonly ended: boolean
}

/** Long names and PAX headers are held in memory; a file that claims more than this is hostile. */
const MAX_META_BYTES = 1024 * 1024

const META_FLAGS = 'xgLK'

const NOTHING: PaxOverrides = {}

export function makeTarWalk(): TarWalk {
  const block = Buffer.alloc(BLOCK_BYTES)
  let filled = 0
  let offset = 0
  let bodyLeft = 0
  let padding = 0
  let inside: 'file' | 'meta' | 'sparse-map' | 'nothing' = 'nothing'
  let meta: { flag: string; parts: Buffer[] } = { flag: '', parts: [] }
  let overrides = NOTHING
  let announced = false
  let sparse: TarHeader | undefined
  let ended = false

  function* feed(chunk: Buffer): Generator<TarEvent, void, undefined> {
    let at = 0
    while (at < chunk.length && !ended) {
      if (bodyLeft > 0) {
        const part = chunk.subarray(at, at + bodyLeft)
        at += part.length
        bodyLeft -= part.length
        if (inside === 'meta') meta.parts.push(Buffer.from(part))
        else yield { kind: 'data', chunk: part }
        if (bodyLeft === 0) yield* closeBody()
      } else if (padding > 0) {
        const skipped = Math.min(padding, chunk.length - at)
        at += skipped
        padding -= skipped
      } else {
        const part = chunk.subarray(at, at + BLOCK_BYTES - filled)
        const whole = part.length === BLOCK_BYTES ? part : block
        if (whole === block) part.copy(block, filled)
        filled += part.length
        at += part.length
        if (filled === BLOCK_BYTES) {
          filled = 0
          yield* readBlock(whole, offset + at - BLOCK_BYTES)
        }
      }
    }
    offset += chunk.length
  }

  function* pass(bytes: number): Generator<TarEvent, void, undefined> {
    const ofBody = Math.min(bytes, bodyLeft)
    padding -= bytes - ofBody
    offset += bytes
    bodyLeft -= ofBody
    if (ofBody > 0 && bodyLeft === 0) yield* closeBody()
  }

  function* readBlock(whole: Buffer, position: number): Generator<TarEvent, void, undefined> {
    if (inside === 'sparse-map' && sparse !== undefined) {
      if (!sparseMapContinues(whole)) yield* openFile(sparse, position)
      return
    }
    if (isZeroBlock(whole)) {
      ended = true
      return
    }
    if (!hasValidChecksum(whole)) {
      throw new TarError(
        position === 0 ? 'it does not begin with a tar header' : `no valid tar header at byte ${position}`,
      )
    }
    const header = parseHeader(whole)
    if (META_FLAGS.includes(header.flag)) {
      if (header.sizeBytes > MAX_META_BYTES)
        throw new TarError(`a name or PAX header beyond 1 MiB at byte ${position}`)
      inside = 'meta'
      // A global header says nothing of sizes or names in practice, and Go's reader, which engines use, ignores it.
      announced ||= header.flag !== 'g'
      meta = { flag: header.flag, parts: [] }
      yield* openBody(header.sizeBytes)
    } else if (header.mapContinues) {
      inside = 'sparse-map'
      sparse = header
    } else {
      yield* openFile(header, position)
    }
  }

  function* openFile(header: TarHeader, position: number): Generator<TarEvent, void, undefined> {
    const entry = makeEntry(header, overrides)
    overrides = NOTHING
    announced = false
    sparse = undefined
    inside = 'file'
    yield { kind: 'entry', entry, bodyAt: position + BLOCK_BYTES }
    yield* openBody(entry.storedBytes)
  }

  function* openBody(sizeBytes: number): Generator<TarEvent, void, undefined> {
    bodyLeft = sizeBytes
    padding = (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES
    if (sizeBytes === 0) yield* closeBody()
  }

  function* closeBody(): Generator<TarEvent, void, undefined> {
    if (inside === 'meta') overrides = { ...overrides, ...readMeta(meta.flag, Buffer.concat(meta.parts)) }
    else yield { kind: 'entry-end' }
    inside = 'nothing'
    meta = { flag: '', parts: [] }
  }

  return {
    feed,
    pass,
    get passableBytes() {
      return inside === 'meta' || ended ? 0 : bodyLeft + padding
    },
    end() {
      // The padding of the last entry may be missing: all of its bytes are there.
      if (bodyLeft > 0 || filled > 0 || announced || inside === 'sparse-map') {
        throw new TarError(`it stops inside an entry, after ${offset} bytes`, { truncated: true })
      }
    },
    get ended() {
      return ended
    },
  }
}

function readMeta(flag: string, body: Buffer): PaxOverrides {
  if (flag === 'x') return parsePax(body)
  if (flag === 'g') return NOTHING
  const zero = body.indexOf(0)
  const text = nameOf(body.subarray(0, zero === -1 ? body.length : zero))
  return flag === 'L' ? { path: text } : { linkPath: text }
}

/** Links, directories, devices and pipes: a size in their header counts for nothing, no bytes follow. */
const HEADER_ONLY = '123456'

function makeEntry(header: TarHeader, overrides: PaxOverrides): TarEntry {
  const path = overrides.path ?? header.path
  const type = typeOf(header.flag, path)
  const headerOnly = type === 'directory' || HEADER_ONLY.includes(header.flag)
  const storedBytes = headerOnly ? 0 : (overrides.sizeBytes ?? header.sizeBytes)
  const sparse = header.flag === 'S' ? header.realSizeBytes : undefined
  return {
    path,
    type,
    linkPath: overrides.linkPath ?? header.linkPath,
    mode: header.mode,
    uid: overrides.uid ?? header.uid,
    gid: overrides.gid ?? header.gid,
    sizeBytes: type === 'file' ? (overrides.realSizeBytes ?? sparse ?? storedBytes) : 0,
    isSparse: type === 'file' && (overrides.realSizeBytes ?? sparse) !== undefined,
    ...(overrides.capabilities && { capabilities: overrides.capabilities }),
    storedBytes,
  }
}

function typeOf(flag: string, path: string): TarEntry['type'] {
  // Before POSIX a directory was a file whose name ends in a slash.
  if (flag === '\0') return path.endsWith('/') ? 'directory' : 'file'
  if (flag === '0' || flag === '7' || flag === 'S') return 'file'
  if (flag === '5') return 'directory'
  if (flag === '1') return 'hardlink'
  if (flag === '2') return 'symlink'
  if (flag === '3' || flag === '4') return 'device'
  if (flag === '6') return 'fifo'
  return 'other'
}
