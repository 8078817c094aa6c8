/** What one start of a variant showed about a condition, counted from the start of its process. */
export interface Observed {
  readonly tookMs: number
  /** It held at the very first look, so it may have held long before. */
  readonly isUpperBound: boolean
  /** How many sockets there were when a look was refused. */
  readonly refusedAt?: string
}

/** When a condition is looked at for the first time, and how often from then on. */
export interface Forecast {
  readonly firstLookMs: number
  readonly pauseMs: (waitedMs: number) => number
}

/** So many of the starts before say what the next one will be like. */
export const recent = 5
/** How long before the fastest of them: half as much again as they lie apart, within these shares of it. */
const headStart = { ofSpread: 1.5, least: 0.06, most: 0.1 }
/** Fewer have not shown how far they lie apart. */
const enoughForSpread = 3
/** What was seen was up to a pause late, and so may be this start's luck the other way round. */
const leastPausesBefore = 3
/** Each look too late in a row takes a quarter off, so a service that became faster is caught up with in a few starts. */
const earlier = 0.75
/** Of the fastest; or of how far they lie apart, where it matters less when exactly one of them was ready. */
const pauseShare = { cheap: 0.008, dear: 0.01, ofSpread: 0.05 }
/** Of the way that is left until the fastest: it is hardly ready yet. */
const approachShare = 1 / 2
const shortestPauseMs = 2
const longestPauseMs = 20
const overdueShare = 1 / 30
const longestOverduePauseMs = 250

/**
 * From the starts before it: a look costs the service's start time on a busy processor, so none is taken while the condition
 * surely does not hold, and many around the moment when it should. Undefined for the first start.
 */
export function forecast(earlierStarts: readonly Observed[], isCheap = false): Forecast | undefined {
  const last = earlierStarts.slice(-recent)
  if (last.length === 0) return undefined
  const fastestMs = Math.min(...last.map(({ tookMs }) => tookMs))
  const slowestMs = Math.max(...last.map(({ tookMs }) => tookMs))
  const tooLate = last.length - 1 - last.findLastIndex(({ isUpperBound }) => !isUpperBound)
  const spreadMs = last.length < enoughForSpread ? undefined : slowestMs - fastestMs
  const share = isCheap ? pauseShare.cheap : pauseShare.dear
  const alikePauseMs = within(fastestMs * share, shortestPauseMs, longestPauseMs)
  const finePauseMs = within((spreadMs ?? 0) * pauseShare.ofSpread, alikePauseMs, longestPauseMs)
  const { ofSpread, least, most } = headStart
  const wantedStartMs = (spreadMs ?? Number.POSITIVE_INFINITY) * ofSpread
  const headStartMs = within(wantedStartMs, fastestMs * least, fastestMs * most)
  const usualFirstMs = fastestMs - Math.max(headStartMs, leastPausesBefore * alikePauseMs)
  return {
    firstLookMs: Math.max(0, usualFirstMs * earlier ** tooLate),
    pauseMs: (waitedMs) => {
      const overduePauseMs = Math.min((waitedMs - slowestMs) * overdueShare, longestOverduePauseMs)
      // Who was ready before the first look may have been so long before.
      const approachPauseMs = tooLate > 0 ? 0 : (fastestMs - waitedMs) * approachShare
      return Math.max(finePauseMs, approachPauseMs, overduePauseMs)
    },
  }
}

const within = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most)
