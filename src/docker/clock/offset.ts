/** One look at the wall clock between two looks at the monotonic one, in milliseconds; the wall clock shows whole ones only. */
export interface ClockReading {
  readonly before: number
  readonly wall: number
  readonly after: number
}

/** How far the wall clock is ahead of the monotonic one: somewhere between the two. */
export interface Offset {
  readonly low: number
  readonly high: number
  /** Monotonic moment from which it is known to hold: the wall clock may have been set before. */
  readonly since: number
}

/** Rounding in either clock, and a monotonic clock that is not slowed and hastened along with the wall clock, come to less. */
const jitterMs = 0.1

/**
 * Each reading leaves a millisecond open, each another one, so a few dozen leave some microseconds. A reading that none of
 * the values left would explain means that somebody has set the wall clock.
 */
export function narrow(known: Offset | undefined, { before, wall, after }: ClockReading): Offset {
  const [low, high] = [wall - after, wall + 1 - before]
  if (known === undefined) return { low, high, since: Number.NEGATIVE_INFINITY }
  const both = { low: Math.max(known.low, low), high: Math.min(known.high, high), since: known.since }
  if (both.low <= both.high) return both
  const gap = both.low - both.high
  if (gap > jitterMs) return { low, high, since: after }
  // The new reading is as right as all before it: what is left is the edge where they nearly meet.
  return low > known.high ? { low, high: low, since: known.since } : { low: high, high, since: known.since }
}

/** The monotonic moment of a wall clock's stamp. */
export const momentOf = (wallMs: number, { low, high }: Offset): number => wallMs - (low + high) / 2
