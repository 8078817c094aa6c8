/** Ranges of a file that is seen once, from its beginning to its end. */
export interface FileParts {
  /** False once all ranges are there. */
  write(chunk: Buffer): boolean
  /** Undefined where not all of it was kept or seen. */
  read(offset: number, length: number): Buffer | undefined
  /** As much from here on as one range holds. */
  readFrom(offset: number): Buffer | undefined
}

export interface Range {
  readonly offset: number
  readonly length: number
}

export function keepParts(ranges: readonly Range[]): FileParts {
  const parts = ranges
    .filter(({ length }) => length > 0)
    .map((range) => ({ ...range, bytes: Buffer.allocUnsafe(range.length), filled: 0 }))
  const last = Math.max(0, ...parts.map(({ offset, length }) => offset + length))
  let position = 0
  const readFrom = (offset: number): Buffer | undefined => {
    const part = parts.find((one) => offset >= one.offset && offset < one.offset + one.filled)
    return part?.bytes.subarray(offset - part.offset, part.filled)
  }
  return {
    write(chunk) {
      for (const part of parts) {
        const from = Math.max(part.offset, position)
        const to = Math.min(part.offset + part.length, position + chunk.length)
        if (from >= to) continue
        chunk.copy(part.bytes, from - part.offset, from - position, to - position)
        part.filled = to - part.offset
      }
      position += chunk.length
      return position < last
    },
    read(offset, length) {
      const whole = readFrom(offset)
      return whole !== undefined && whole.length >= length ? whole.subarray(0, length) : undefined
    },
    readFrom,
  }
}
