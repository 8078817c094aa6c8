const LITTLE = 'utf16le'

/** As much as it takes to tell text in two-byte characters from data. */
const leastBytes = 16

/** Which bytes come first in a text of two-byte characters, as Windows writes them; undefined where it is none. */
export function wideOrder(head: Buffer): 'little' | 'big' | undefined {
  if (head.length < leastBytes) return undefined
  const mark = head.readUInt16BE(0)
  if (mark === 0xfffe) return head.readUInt16BE(2) === 0 ? undefined : 'little'
  if (mark === 0xfeff) return 'big'
  // Without a mark: every second byte is zero and no other is, in all that one can see.
  if (head[0] !== 0 && head[1] !== 0) return undefined
  const seen = head.subarray(0, 256)
  const isText = (first: 0 | 1): boolean =>
    seen.every((byte, index) => (index % 2 === first ? byte >= 0x09 && byte < 0x7f : byte === 0))
  return isText(0) ? 'little' : isText(1) ? 'big' : undefined
}

/** Lengths in it are of characters. */
export function readWide(bytes: Buffer, order: 'little' | 'big'): string {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 2))
  return order === 'little' ? whole.toString(LITTLE) : Buffer.from(whole).swap16().toString(LITTLE)
}
