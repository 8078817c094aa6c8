import { setTimeout as sleep } from 'node:timers/promises'
import type { Failure } from '../../core/domain/failure.js'
import type { Instance } from '../../core/domain/instance.js'

/** How a condition ended: it held from a moment on, or it never can. */
export type Held = { readonly heldAt: number } | { readonly hopeless: Failure }

/** One condition being waited for. */
export interface Watch {
  readonly instance: Instance
  readonly port?: number
  /** Fires once nobody waits any more. */
  readonly signal: AbortSignal
  /** Keeps what was seen last, for the failure that may come of it. */
  see(what: string): void
  seePortOpen(at: number): void
}

export interface PollOptions {
  /** What one look costs the instance or the engine; looks come no faster. */
  readonly shortestPauseMs?: number
  readonly shortestTryMs: number
}

/**
 * Looks until a condition holds. A fixed interval would make a fast start look as slow as the interval, so the pause is
 * a small share of the time waited so far; the time given to one look grows too, for a server may take long to answer or may
 * have forgotten a connection that it took too early.
 */
export async function poll(
  { instance, signal, see }: Watch,
  { shortestPauseMs = 0, shortestTryMs }: PollOptions,
  look: (timeoutMs: number) => Promise<Held | undefined>,
): Promise<Held | undefined> {
  const waitedMs = () => performance.now() - instance.startedAt
  while (!signal.aborted) {
    try {
      const held = await look(Math.max(shortestTryMs, waitedMs() / 2))
      if (held !== undefined) return held
    } catch (error) {
      see(error instanceof Error ? error.message : String(error))
    }
    const pauseMs = Math.max(shortestPauseMs, nextPauseMs(waitedMs()))
    await sleep(pauseMs, undefined, { signal }).catch(() => {})
  }
  return undefined
}

/** At most a thirtieth of the time waited: that is how wrong a start-up time may be. */
export function nextPauseMs(waitedMs: number): number {
  return Math.min(Math.max(waitedMs / 30, 2), 250)
}
