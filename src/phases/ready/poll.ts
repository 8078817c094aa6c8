import type { Failure } from '../../core/domain/failure.js'
import type { Instance } from '../../core/domain/instance.js'
import { forecast, type Observed } from './forecast.js'

/** A moment from which a condition held, and how closely the looks have caught it. */
export interface HeldMoment {
  readonly heldAt: number
  /** Absent where the condition told by itself. */
  readonly looks?: number
  /** The last look before it held. */
  readonly notYetAt?: number
}

/** How a condition ended: it held from a moment on, or it never can. */
export type Held = HeldMoment | { readonly hopeless: Failure }

/** One condition being waited for. */
export interface Watch {
  readonly instance: Instance
  readonly port?: number
  /** What earlier starts of the variant showed of this condition; what this one shows is added. */
  readonly earlier?: Observed[]
  /** Fires once nobody waits any more. */
  readonly signal: AbortSignal
  /** Keeps what was seen last, for the failure that may come of it. */
  see(what: string): void
  seePortOpen(at: number): void
  /** A look was refused. */
  seePortClosed(): void
}

export interface PollOptions {
  /** What one look costs the instance or the engine; looks come no faster. */
  readonly shortestPauseMs?: number
  readonly shortestTryMs: number
  /** Present where most looks in vain are known to be at next to no cost, so that more of them may be taken. */
  readonly cheap?: {
    isInVain(): boolean
    /** What this start showed beside the moment, for those that follow. */
    learned(): Pick<Observed, 'refusedAt'>
  }
}

export type Look = (timeoutMs: number) => Promise<Held | undefined>

/**
 * Looks until a condition holds. Where earlier starts showed when that should be, the looks gather there. Elsewhere, as a
 * fixed interval would make a fast start look as slow as the interval, the pause is a small share of the time waited so far.
 * The time given to one look grows too, for a server may take long to answer or may have forgotten a connection that it took
 * too early.
 */
export async function poll(
  { instance, earlier, signal, see }: Watch,
  { shortestPauseMs = 0, shortestTryMs, cheap }: PollOptions,
  look: Look,
): Promise<Held | undefined> {
  const begunAt = instance.processStartedAt ?? instance.startedAt
  const waitedMs = () => performance.now() - begunAt
  const plan = earlier && forecast(earlier, cheap !== undefined)
  const sleep = sleeper(signal)
  const firstInMs = (plan?.firstLookMs ?? 0) - waitedMs()
  if (firstInMs > 0) await sleep(firstInMs)
  let looks = 0
  let notYetAt: number | undefined
  while (!signal.aborted) {
    const lookedAt = performance.now()
    looks += 1
    try {
      const held = cheap?.isInVain() ? undefined : await look(Math.max(shortestTryMs, waitedMs() / 2))
      if (held !== undefined && 'heldAt' in held) {
        earlier?.push({
          tookMs: held.heldAt - begunAt,
          isUpperBound: notYetAt === undefined,
          ...cheap?.learned(),
        })
        return { ...held, looks, ...(notYetAt === undefined ? {} : { notYetAt }) }
      }
      if (held !== undefined) return held
    } catch (error) {
      see(error instanceof Error ? error.message : String(error))
    }
    notYetAt = lookedAt
    await sleep(Math.max(shortestPauseMs, plan?.pauseMs(waitedMs()) ?? nextPauseMs(waitedMs())))
  }
  return undefined
}

/** Pauses that the signal ends. It is listened to once and not in each pause, for that costs as much as a cheap look. */
function sleeper(signal: AbortSignal): (ms: number) => Promise<void> {
  let wake = () => {}
  signal.addEventListener('abort', () => wake(), { once: true })
  return (ms) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (signal.aborted) wake()
    })
}

/** At most a thirtieth of the time waited: that is how wrong a start-up time may be. */
export function nextPauseMs(waitedMs: number): number {
  return Math.min(Math.max(waitedMs / 30, 2), 250)
}
