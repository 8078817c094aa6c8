const HEADER_BYTES = 32
const FRAME_BYTES = 24
const MAGIC = 0x377f0682

/** Pages of the write-ahead log up to the last commit, of each the newest. A log that is not whole ends where it breaks, as for SQLite itself. */
export function readWal(wal: Buffer, pageBytes: number): ReadonlyMap<number, Buffer> {
  const committed = new Map<number, Buffer>()
  if (wal.length < HEADER_BYTES || wal.readUInt32BE(8) !== pageBytes) return committed
  const magic = wal.readUInt32BE(0)
  // The lowest bit says in which order of bytes the sums were made.
  if ((magic & ~1) !== MAGIC) return committed
  const isBigEndian = (magic & 1) === 1
  const salt = wal.subarray(16, 24)
  let sum: Sum = addUp([0, 0], wal.subarray(0, 24), isBigEndian)
  if (!isSum(sum, wal, 24)) return committed
  let pending = new Map<number, Buffer>()
  for (let at = HEADER_BYTES; at + FRAME_BYTES + pageBytes <= wal.length; at += FRAME_BYTES + pageBytes) {
    const page = wal.subarray(at + FRAME_BYTES, at + FRAME_BYTES + pageBytes)
    if (!wal.subarray(at + 8, at + 16).equals(salt)) break
    sum = addUp(addUp(sum, wal.subarray(at, at + 8), isBigEndian), page, isBigEndian)
    if (!isSum(sum, wal, at + 16)) break
    pending.set(wal.readUInt32BE(at), page)
    const isCommit = wal.readUInt32BE(at + 4) > 0
    if (!isCommit) continue
    for (const [number, newest] of pending) committed.set(number, newest)
    pending = new Map()
  }
  return committed
}

type Sum = readonly [number, number]

function addUp([first, second]: Sum, bytes: Buffer, isBigEndian: boolean): Sum {
  let [one, other] = [first, second]
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const words = isBigEndian
      ? [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
      : [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)]
    one = (one + (words[0] ?? 0) + other) >>> 0
    other = (other + (words[1] ?? 0) + one) >>> 0
  }
  return [one, other]
}

const isSum = ([one, other]: Sum, wal: Buffer, at: number): boolean =>
  wal.readUInt32BE(at) === one && wal.readUInt32BE(at + 4) === other
