/** Ranges of a file. */
export interface FileParts {
  /** Undefined where not all of it was kept or seen. */
  read(offset: number, length: number): Buffer | undefined
  /** As much from here on as one range holds. */
  readFrom(offset: number): Buffer | undefined
}

/** Of a file that is seen once, from its beginning to its end. */
export interface PassingParts extends FileParts {
  /** False once all ranges are there. */
  write(chunk: Buffer): boolean
  /** How many of the next bytes are in no range. */
  unwantedBytes(): number
  pass(bytes: number): void
}

export interface Range {
  readonly offset: number
  readonly length: number
}

/** The scratch holds all ranges one behind the other; whoever gives it may use it again for the next file. */
export function keepParts(
  ranges: readonly Range[],
  scratch: Buffer = Buffer.allocUnsafe(scratchBytes(ranges)),
): PassingParts {
  let taken = 0
  const parts = ranges
    .filter(({ length }) => length > 0)
    .map((range) => {
      const bytes = scratch.subarray(taken, taken + range.length)
      taken += range.length
      return { ...range, bytes, filled: 0 }
    })
  const last = Math.max(0, ...parts.map(({ offset, length }) => offset + length))
  let position = 0
  return {
    ...readers(parts),
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
    unwantedBytes() {
      const ahead = parts.filter(({ offset, length }) => offset + length > position)
      return Math.max(0, Math.min(...ahead.map(({ offset }) => offset - position)))
    },
    pass(bytes) {
      position += bytes
    },
  }
}

/** The same of a file that is there as a whole: nothing is kept. */
export const viewParts = (ranges: readonly Range[], file: Buffer): FileParts =>
  readers(
    ranges.map(({ offset, length }) => ({
      offset,
      bytes: file.subarray(offset, offset + length),
      filled: length,
    })),
  )

interface Part {
  readonly offset: number
  readonly bytes: Buffer
  readonly filled: number
}

function readers(parts: readonly Part[]): FileParts {
  const readFrom = (offset: number): Buffer | undefined => {
    const part = parts.find((one) => offset >= one.offset && offset < one.offset + one.filled)
    return part?.bytes.subarray(offset - part.offset, part.filled)
  }
  return {
    read(offset, length) {
      const whole = readFrom(offset)
      return whole !== undefined && whole.length >= length ? whole.subarray(0, length) : undefined
    },
    readFrom,
  }
}

export const scratchBytes = (ranges: readonly Range[]): number =>
  ranges.reduce((sum, { length }) => sum + length, 0)
