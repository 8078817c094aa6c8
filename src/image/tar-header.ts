import { isUtf8 } from 'node:buffer'
import { TarError } from './tar-error.js'

export const BLOCK_BYTES = 512

const zeroBlock = Buffer.alloc(BLOCK_BYTES)
const posixMagic = Buffer.from('ustar\0')
const CHECKSUM_START = 148
const CHECKSUM_END = 156
const CHECKSUM_AS_BLANKS = 0x20 * (CHECKSUM_END - CHECKSUM_START)

export interface TarHeader {
  readonly path: string
  readonly linkPath: string
  /** The header's type letter; `\0` in headers older than POSIX. */
  readonly flag: string
  readonly sizeBytes: number
  /** The permission bits with set-uid, set-gid and sticky. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Old GNU sparse files only: the size of the file once its holes are filled. */
  readonly realSizeBytes: number
  /** Old GNU sparse files only: another block of the hole map follows. */
  readonly mapContinues: boolean
}

export const isZeroBlock = (block: Buffer): boolean => block[0] === 0 && block.equals(zeroBlock)

export const sparseMapContinues = (block: Buffer): boolean => block[504] !== 0

export function hasValidChecksum(block: Buffer): boolean {
  const stored = readOctal(block, CHECKSUM_START, CHECKSUM_END)
  if (stored === undefined) return false
  let unsigned = CHECKSUM_AS_BLANKS
  for (let at = 0; at < CHECKSUM_START; at++) unsigned += block[at] ?? 0
  for (let at = CHECKSUM_END; at < BLOCK_BYTES; at++) unsigned += block[at] ?? 0
  return unsigned === stored || signedSum(block, unsigned) === stored
}

/** Some old tars summed signed characters. */
function signedSum(block: Buffer, unsigned: number): number {
  let negative = 0
  for (let at = 0; at < BLOCK_BYTES; at++) {
    if ((at < CHECKSUM_START || at >= CHECKSUM_END) && (block[at] ?? 0) > 127) negative++
  }
  return unsigned - 256 * negative
}

/** Reads a block whose checksum holds. */
export function parseHeader(block: Buffer): TarHeader {
  const flag = String.fromCharCode(block[156] ?? 0)
  const name = readText(block, 0, 100)
  // GNU tars keep times where POSIX keeps the prefix, and tell themselves apart by blanks in the magic.
  const prefix =
    block.compare(posixMagic, 0, posixMagic.length, 257, 263) === 0 ? readText(block, 345, 500) : ''
  const sparse = flag === 'S'
  return {
    path: prefix === '' ? name : `${prefix}/${name}`,
    linkPath: readText(block, 157, 257),
    flag,
    sizeBytes: readSize(block, 124, 136),
    mode: (readOctal(block, 100, 108) ?? 0) & 0o7777,
    uid: readNumber(block, 108, 116) ?? 0,
    gid: readNumber(block, 116, 124) ?? 0,
    realSizeBytes: sparse ? readSize(block, 483, 495) : 0,
    mapContinues: sparse && block[482] !== 0,
  }
}

function readText(block: Buffer, start: number, end: number): string {
  let to = start
  let all = 0
  for (; to < end; to++) {
    const byte = block[to] ?? 0
    if (byte === 0) break
    all |= byte
  }
  if (to === start) return ''
  return all < 0x80 ? block.toString('latin1', start, to) : nameOf(block.subarray(start, to))
}

/** A name is bytes. Those that are no UTF-8 are written out, so that two such names stay two. */
export function nameOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  return bytes.toString('latin1').replace(/[\x80-\xff]/g, (one) => `\\x${one.charCodeAt(0).toString(16)}`)
}

const readNumber = (block: Buffer, start: number, end: number): number | undefined =>
  (block[start] ?? 0) & 0x80 ? readBase256(block, start, end) : readOctal(block, start, end)

function readSize(block: Buffer, start: number, end: number): number {
  const size = readNumber(block, start, end)
  if (size === undefined || !Number.isSafeInteger(size))
    throw new TarError('a tar header holds no valid size')
  return size
}

/** GNU's way beyond 8 GiB: the top bit is a mark, the rest a big-endian number; 0xff begins a negative one. */
function readBase256(block: Buffer, start: number, end: number): number | undefined {
  if (block[start] === 0xff) return undefined
  let value = (block[start] ?? 0) & 0x7f
  for (let at = start + 1; at < end; at++) value = value * 256 + (block[at] ?? 0)
  return value
}

function readOctal(block: Buffer, start: number, end: number): number | undefined {
  let at = start
  while (at < end && (block[at] === 0x20 || block[at] === 0)) at++
  let value = 0
  for (; at < end; at++) {
    const byte = block[at] ?? 0
    if (byte === 0x20 || byte === 0) break
    if (byte < 0x30 || byte > 0x37) return undefined
    value = value * 8 + (byte - 0x30)
  }
  return value
}
