/** What one start of a variant showed about a condition, counted from the start of its process. */
export interface Observed {
  readonly tookMs: number
  /** It held at the very first look, so it may have held long before. */
  readonly isUpperBound: boolean
}

/** When a condition is looked at for the first time, and how often from then on. */
export interface Forecast {
  readonly firstLookMs: number
  readonly pauseMs: (waitedMs: number) => number
}

const recent = 5
const headStart = 0.9
/** What was seen was up to a pause late, and so may be this start's luck the other way round. */
const leastPausesBefore = 3
/** Each look too late in a row takes a quarter off, so a service that became faster is caught up with in a few starts. */
const earlier = 0.75
const pauseShare = { cheap: 0.005, dear: 0.01 }
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
  const share = isCheap ? pauseShare.cheap : pauseShare.dear
  const finePauseMs = Math.min(Math.max(fastestMs * share, shortestPauseMs), longestPauseMs)
  const usualFirstMs = Math.min(fastestMs * headStart, fastestMs - leastPausesBefore * finePauseMs)
  return {
    firstLookMs: Math.max(0, usualFirstMs * earlier ** tooLate),
    pauseMs: (waitedMs) => {
      const overduePauseMs = Math.min((waitedMs - slowestMs) * overdueShare, longestOverduePauseMs)
      return Math.max(finePauseMs, overduePauseMs)
    },
  }
}
