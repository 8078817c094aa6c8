import { setTimeout as sleep } from 'node:timers/promises'
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
  /** A look in vain costs next to nothing, so more of them may be taken. */
  readonly isCheap?: () => boolean
}

/**
 * Looks until a condition holds. Where earlier starts showed when that should be, the looks gather there. Elsewhere, as a
 * fixed interval would make a fast start look as slow as the interval, the pause is a small share of the time waited so far.
 * The time given to one look grows too, for a server may take long to answer or may have forgotten a connection that it took
 * too early.
 */
export async function poll(
  { instance, earlier, signal, see }: Watch,
  { shortestPauseMs = 0, shortestTryMs, isCheap = () => false }: PollOptions,
  look: (timeoutMs: number) => Promise<Held | undefined>,
): Promise<Held | undefined> {
  const begunAt = instance.processStartedAt ?? instance.startedAt
  const waitedMs = () => performance.now() - begunAt
  const plan = () => earlier && forecast(earlier, isCheap())
  const firstInMs = (plan()?.firstLookMs ?? 0) - waitedMs()
  if (firstInMs > 0) await sleep(firstInMs, undefined, { signal }).catch(() => {})
  let looks = 0
  let notYetAt: number | undefined
  while (!signal.aborted) {
    const lookedAt = performance.now()
    looks += 1
    try {
      const held = await look(Math.max(shortestTryMs, waitedMs() / 2))
      if (held !== undefined && 'heldAt' in held) {
        earlier?.push({ tookMs: held.heldAt - begunAt, isUpperBound: notYetAt === undefined })
        return { ...held, looks, ...(notYetAt === undefined ? {} : { notYetAt }) }
      }
      if (held !== undefined) return held
    } catch (error) {
      see(error instanceof Error ? error.message : String(error))
    }
    notYetAt = lookedAt
    const pauseMs = Math.max(shortestPauseMs, plan()?.pauseMs(waitedMs()) ?? nextPauseMs(waitedMs()))
    await sleep(pauseMs, undefined, { signal }).catch(() => {})
  }
  return undefined
}

/** At most a thirtieth of the time waited: that is how wrong a start-up time may be. */
export function nextPauseMs(waitedMs: number): number {
  return Math.min(Math.max(waitedMs / 30, 2), 250)
}
