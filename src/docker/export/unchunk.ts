const CR = 0x0d
const LF = 0x0a
const SEMICOLON = 0x3b
/** Sixteen digits hold more than any body has. */
const MOST_DIGITS = 12

/** Takes HTTP's chunks apart as they come. */
export interface Unchunker {
  /** What is body of these bytes, moved to their front. Throws where they are no chunks. */
  take(bytes: Buffer): Buffer
  /** The mark that ends a body was there: without it, it is cut off. */
  readonly ended: boolean
}

export function makeUnchunker(): Unchunker {
  let inside: 'size' | 'extension' | 'data' | 'after' | 'trailer' | 'nothing' = 'size'
  let left = 0
  let digits = 0
  let lineBytes = 0

  function readLine(byte: number): void {
    if (inside === 'size') {
      const digit = hexDigit(byte)
      if (digit !== undefined && digits < MOST_DIGITS) {
        left = left * 16 + digit
        digits++
      } else if (digits > 0 && byte === SEMICOLON) inside = 'extension'
      else if (digits > 0 && byte === LF) inside = left === 0 ? 'trailer' : 'data'
      else if (digits === 0 || byte !== CR) throw new Error('the answer is no valid HTTP: no size of a chunk')
    } else if (inside === 'extension') {
      if (byte === LF) inside = left === 0 ? 'trailer' : 'data'
    } else if (inside === 'after') {
      if (byte === LF) inside = 'size'
      else if (byte !== CR)
        throw new Error('the answer is no valid HTTP: a chunk does not end where it should')
      digits = 0
    } else if (byte === LF) {
      // An empty line ends the trailer.
      if (lineBytes === 0) inside = 'nothing'
      lineBytes = 0
    } else if (byte !== CR) lineBytes++
  }

  return {
    take(bytes) {
      let filled = 0
      for (let at = 0; at < bytes.length && inside !== 'nothing'; ) {
        if (inside !== 'data') {
          readLine(bytes[at] ?? 0)
          at++
          continue
        }
        const end = Math.min(bytes.length, at + left)
        if (filled < at) bytes.copyWithin(filled, at, end)
        filled += end - at
        left -= end - at
        at = end
        if (left === 0) inside = 'after'
      }
      return bytes.subarray(0, filled)
    },
    get ended() {
      return inside === 'nothing'
    },
  }
}

function hexDigit(byte: number): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : undefined
}
