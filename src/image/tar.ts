import { makeEntry, type TarEntry } from './tar-entry.js'
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

export type { TarEntry } from './tar-entry.js'

export type TarEvent =
  | { readonly kind: 'entry'; readonly entry: TarEntry; readonly bodyAt: number }
  | { readonly kind: 'data'; readonly chunk: Buffer }
  | { readonly kind: 'entry-end' }

/** Walks a tar that arrives in pieces of any size. Holds one header and one long name at most, none of the pieces. */
export interface TarWalk {
  /** Lazy, so that a reader can wait between events; each call must be read to its end before the next. */
  feed(chunk: Buffer): IterableIterator<TarEvent>
  /** How many bytes follow that nobody need see: what is left of a file, and what fills its last block. */
  readonly passableBytes: number
  /** Goes on as if that many of the passable bytes had been fed. */
  pass(bytes: number): IterableIterator<TarEvent>
  /** Throws where the bytes stopped inside an entry. */
  end(): void
  /** Whether the mark that ends a tar was seen; the bytes after it are ignored. */
  readonly ended: boolean
}

export const makeTarWalk = (): TarWalk => new Walk()

/** Long names and PAX headers are held in memory; a file that claims more than this is hostile. */
const MAX_META_BYTES = 1024 * 1024

const META_FLAGS = 'xgLK'

const NOTHING: PaxOverrides = {}
const noBytes: Buffer = Buffer.alloc(0)
const entryEnd: TarEvent = { kind: 'entry-end' }

/** Steps from event to event by itself: generators in generators take more than all else that is done for a small file. */
class Walk implements TarWalk {
  ended = false
  /** What is fed, how far it was read, and where in the tar it begins. */
  #chunk = noBytes
  #at = 0
  #offset = 0
  readonly #block = Buffer.alloc(BLOCK_BYTES)
  #filled = 0
  #bodyLeft = 0
  /** All of a body was seen, and nobody was told. */
  #isBodyOver = false
  #padding = 0
  #inside: 'file' | 'meta' | 'sparse-map' | 'nothing' = 'nothing'
  #metaFlag = ''
  #metaParts: Buffer[] = []
  #overrides = NOTHING
  #announced = false
  #sparse: TarHeader | undefined
  readonly #events: IterableIterator<TarEvent> = {
    [Symbol.iterator]: () => this.#events,
    next: () => {
      const value = this.#next()
      return value === undefined ? { done: true, value } : { done: false, value }
    },
  }

  feed(chunk: Buffer): IterableIterator<TarEvent> {
    this.#chunk = chunk
    this.#at = 0
    return this.#events
  }

  get passableBytes(): number {
    return this.#inside === 'meta' || this.ended ? 0 : this.#bodyLeft + this.#padding
  }

  pass(bytes: number): IterableIterator<TarEvent> {
    const ofBody = Math.min(bytes, this.#bodyLeft)
    this.#padding -= bytes - ofBody
    this.#offset += bytes
    this.#bodyLeft -= ofBody
    this.#isBodyOver = ofBody > 0 && this.#bodyLeft === 0
    return this.#events
  }

  end(): void {
    // The padding of the last entry may be missing: all of its bytes are there.
    if (this.#bodyLeft > 0 || this.#filled > 0 || this.#announced || this.#inside === 'sparse-map') {
      throw new TarError(`it stops inside an entry, after ${this.#offset} bytes`, { truncated: true })
    }
  }

  #next(): TarEvent | undefined {
    for (;;) {
      const left = this.#chunk.length - this.#at
      if (this.#isBodyOver) {
        this.#isBodyOver = false
        const wasMeta = this.#inside === 'meta'
        this.#inside = 'nothing'
        if (!wasMeta) return entryEnd
        this.#readMeta()
      } else if (left === 0 || this.ended) {
        this.#offset += this.#chunk.length
        this.#chunk = noBytes
        this.#at = 0
        return undefined
      } else if (this.#bodyLeft > 0) {
        const part = this.#takeBody(Math.min(left, this.#bodyLeft))
        if (this.#inside !== 'meta') return { kind: 'data', chunk: part }
        this.#metaParts.push(Buffer.from(part))
      } else if (this.#padding > 0) {
        const skipped = Math.min(this.#padding, left)
        this.#at += skipped
        this.#padding -= skipped
      } else {
        const event = this.#fillBlock(Math.min(left, BLOCK_BYTES - this.#filled))
        if (event !== undefined) return event
      }
    }
  }

  #takeBody(bytes: number): Buffer {
    const from = this.#at
    this.#at += bytes
    this.#bodyLeft -= bytes
    this.#isBodyOver = this.#bodyLeft === 0
    return bytes === this.#chunk.length ? this.#chunk : this.#chunk.subarray(from, from + bytes)
  }

  #fillBlock(bytes: number): TarEvent | undefined {
    this.#chunk.copy(this.#block, this.#filled, this.#at, this.#at + bytes)
    this.#at += bytes
    this.#filled += bytes
    if (this.#filled < BLOCK_BYTES) return undefined
    this.#filled = 0
    return this.#readBlock(this.#offset + this.#at - BLOCK_BYTES)
  }

  #readBlock(position: number): TarEvent | undefined {
    const block = this.#block
    if (this.#inside === 'sparse-map' && this.#sparse !== undefined)
      return sparseMapContinues(block) ? undefined : this.#openFile(this.#sparse, position)
    if (isZeroBlock(block)) {
      this.ended = true
      return undefined
    }
    if (!hasValidChecksum(block)) {
      throw new TarError(
        position === 0 ? 'it does not begin with a tar header' : `no valid tar header at byte ${position}`,
      )
    }
    const header = parseHeader(block)
    if (META_FLAGS.includes(header.flag)) this.#openMeta(header, position)
    else if (!header.mapContinues) return this.#openFile(header, position)
    else {
      this.#inside = 'sparse-map'
      this.#sparse = header
    }
    return undefined
  }

  #openMeta({ flag, sizeBytes }: TarHeader, position: number): void {
    if (sizeBytes > MAX_META_BYTES)
      throw new TarError(`a name or PAX header beyond 1 MiB at byte ${position}`)
    this.#inside = 'meta'
    // A global header says nothing of sizes or names in practice, and Go's reader, which engines use, ignores it.
    this.#announced ||= flag !== 'g'
    this.#metaFlag = flag
    this.#openBody(sizeBytes)
  }

  #openFile(header: TarHeader, position: number): TarEvent {
    const entry = makeEntry(header, this.#overrides)
    this.#overrides = NOTHING
    this.#announced = false
    this.#sparse = undefined
    this.#inside = 'file'
    this.#openBody(entry.storedBytes)
    return { kind: 'entry', entry, bodyAt: position + BLOCK_BYTES }
  }

  #openBody(sizeBytes: number): void {
    this.#bodyLeft = sizeBytes
    this.#padding = (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES
    this.#isBodyOver = sizeBytes === 0
  }

  #readMeta(): void {
    const [first = noBytes] = this.#metaParts
    const body = this.#metaParts.length > 1 ? Buffer.concat(this.#metaParts) : first
    this.#metaParts = []
    const found = metaOf(this.#metaFlag, body)
    this.#overrides = this.#overrides === NOTHING ? found : { ...this.#overrides, ...found }
  }
}

function metaOf(flag: string, body: Buffer): PaxOverrides {
  if (flag === 'x') return parsePax(body)
  if (flag === 'g') return NOTHING
  const zero = body.indexOf(0)
  const text = nameOf(body.subarray(0, zero === -1 ? body.length : zero))
  return flag === 'L' ? { path: text } : { linkPath: text }
}
