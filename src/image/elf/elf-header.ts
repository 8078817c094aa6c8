/** The fixed part of an ELF file and its program headers. */
export interface ElfHeader {
  readonly bits: 32 | 64
  readonly isLittle: boolean
  readonly type: number
  readonly machine: number
  readonly segments: readonly Segment[]
}

export interface Segment {
  readonly type: number
  readonly flags: number
  readonly offset: number
  readonly address: number
  readonly fileBytes: number
}

export const SEGMENT = { load: 1, dynamic: 2, interpreter: 3 } as const
export const FLAG = { execute: 1, write: 2 } as const

export const isElf = (head: Buffer): boolean => head.length >= 52 && head.readUInt32BE(0) === 0x7f454c46

/** From the first bytes of a file; undefined where they are not whole or lie. */
export function parseElfHeader(head: Buffer): ElfHeader | undefined {
  if (!isElf(head)) return undefined
  const bits = { 1: 32, 2: 64 }[head[4] ?? 0] as 32 | 64 | undefined
  const isLittle = head[5] === 1
  if (bits === undefined || (!isLittle && head[5] !== 2)) return undefined
  const read = reader(head, bits, isLittle)
  const [tableAt, entryBytesAt] = bits === 64 ? [32, 54] : [28, 42]
  const table = read.word(tableAt)
  const entryBytes = read.u16(entryBytesAt)
  const count = read.u16(entryBytesAt + 2)
  const leastBytes = bits === 64 ? 56 : 32
  if (table === undefined || entryBytes === undefined || count === undefined) return undefined
  const isThere = count === 0 || (entryBytes >= leastBytes && table + count * entryBytes <= head.length)
  if (!isThere) return undefined
  const segments = Array.from({ length: count }, (_, index) =>
    segmentAt(read, table + index * entryBytes, bits),
  )
  return { bits, isLittle, type: read.u16(16) ?? 0, machine: read.u16(18) ?? 0, segments }
}

function segmentAt({ u32, word }: Reader, at: number, bits: 32 | 64): Segment {
  const [flags, offset, address, fileBytes] = bits === 64 ? [4, 8, 16, 32] : [24, 4, 8, 16]
  return {
    type: u32(at) ?? 0,
    flags: u32(at + flags) ?? 0,
    offset: word(at + offset) ?? 0,
    address: word(at + address) ?? 0,
    fileBytes: word(at + fileBytes) ?? 0,
  }
}

export interface Reader {
  u16(at: number): number | undefined
  u32(at: number): number | undefined
  /** As wide as an address: 4 or 8 bytes. What does not fit a number is as good as infinite. */
  word(at: number): number | undefined
}

/** Undefined beyond the end, never a throw: headers lie. */
export function reader(bytes: Buffer, bits: 32 | 64, isLittle: boolean): Reader {
  const has = (at: number, length: number) => at >= 0 && at + length <= bytes.length
  const u16 = (at: number) =>
    has(at, 2) ? (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)) : undefined
  const u32 = (at: number) =>
    has(at, 4) ? (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)) : undefined
  const u64 = (at: number) => {
    if (!has(at, 8)) return undefined
    const high = isLittle ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at)
    const low = isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at + 4)
    return Math.min(high * 2 ** 32 + low, Number.MAX_SAFE_INTEGER)
  }
  return { u16, u32, word: bits === 64 ? u64 : u32 }
}
