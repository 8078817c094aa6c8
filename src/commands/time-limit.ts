import { TimeLimitReached } from '../core/domain/errors.js'

/** How long the job may last that a shard runs in: whoever runs into that is ended without a word. */
export interface TimeLimit {
  readonly minutes: number
  /** When the job began, for it checked out and fetched before. */
  readonly begunAt: Date
}

export interface LimitedSignal {
  readonly signal: AbortSignal
  stopWatching(): void
}

/** What is left for cleaning up, for the record, and for sending it on. */
const mostReserveMs = 120_000
const reserveShare = 1 / 5

/** Longer than this no timer of Node waits. */
const longestTimerMs = 2 ** 31 - 1

/** Aborts with the signal given, and by itself where the time is nearly up. */
export function limitTime(signal: AbortSignal, limit: TimeLimit | undefined): LimitedSignal {
  if (limit === undefined) return { signal, stopWatching: () => {} }
  const { minutes, begunAt } = limit
  const timeIsUp = new AbortController()
  const wholeMs = minutes * 60_000
  const endsAt = begunAt.getTime() + wholeMs - Math.min(mostReserveMs, wholeMs * reserveShare)
  const leftMs = endsAt - Date.now()
  const end = () => timeIsUp.abort(new TimeLimitReached(minutes))
  const timer = leftMs > 0 && leftMs <= longestTimerMs ? setTimeout(end, leftMs) : undefined
  if (leftMs <= 0) end()
  return {
    signal: AbortSignal.any([signal, timeIsUp.signal]),
    stopWatching: () => clearTimeout(timer),
  }
}
