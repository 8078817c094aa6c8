const kept = 64 * 1024

/** The last part of an output that may grow without end; only ever a little more than that part is held. */
export function startOutputTail(): { add(chunk: Buffer): void; text(): string } {
  let chunks: Buffer[] = []
  let size = 0
  return {
    add(chunk) {
      chunks.push(chunk)
      size += chunk.length
      if (size > 2 * kept) {
        chunks = [Buffer.concat(chunks).subarray(-kept)]
        size = kept
      }
    },
    text() {
      const bytes = Buffer.concat(chunks).subarray(-kept)
      // A cut may fall inside a character; what is left of it begins with continuation bytes.
      const begin = size > kept ? bytes.findIndex((byte) => (byte & 0xc0) !== 0x80) : 0
      return bytes.subarray(Math.max(begin, 0)).toString('utf8')
    },
  }
}
