import type { LevelOutcome } from '../domain/capacity.js'

/** One level that was tried. */
export interface Attempt {
  readonly copies: number
  readonly outcome: LevelOutcome
}

export type NextLevel =
  | { readonly next: 'try'; readonly copies: number }
  /** `stoppedAt` is the fewest copies that were not carried; absent where the bound was. */
  | { readonly next: 'done'; readonly carried: number; readonly stoppedAt?: number }

/** A flake is no limit: a level has failed once it failed this often, each time without having been carried. */
const failuresBelieved = 2

/**
 * Doubles from one copy until a level is not carried, then halves the gap. What failed is tried once more before it is
 * believed. A refusal for want of memory is believed at once: to come near the end of it twice is no better than once.
 *
 * The answer is exact where more copies never fare better than fewer. On a machine that only sometimes carries n copies,
 * failing each try with probability p, n is given up with p²; and a level beyond what it usually carries is let through
 * with probability 1 - p². So the number found is one that the machine carried once, not one that it will always carry.
 */
export function nextLevel(attempts: readonly Attempt[], most: number): NextLevel {
  const carried = Math.max(0, ...levelsThat('carried', attempts))
  const given = attempts.filter(({ copies }) => copies > carried).map(({ copies }) => copies)
  const stoppedAt = Math.min(...given.filter((copies) => isGivenUp(copies, attempts)))
  const open = given.find((copies) => copies < stoppedAt && !isGivenUp(copies, attempts))
  if (open !== undefined) return { next: 'try', copies: open }
  if (carried >= most) return { next: 'done', carried }
  if (stoppedAt === carried + 1) return { next: 'done', carried, stoppedAt }
  if (stoppedAt !== Number.POSITIVE_INFINITY)
    return { next: 'try', copies: Math.floor((carried + stoppedAt) / 2) }
  return { next: 'try', copies: Math.min(Math.max(1, carried * 2), most) }
}

function isGivenUp(copies: number, attempts: readonly Attempt[]): boolean {
  const failed = levelsThat('failed', attempts).filter((one) => one === copies)
  return failed.length >= failuresBelieved || levelsThat('refused', attempts).includes(copies)
}

const levelsThat = (outcome: LevelOutcome, attempts: readonly Attempt[]): readonly number[] =>
  attempts.filter((attempt) => attempt.outcome === outcome).map(({ copies }) => copies)
