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
  /**
   * A look that takes long goes on beside those after it: an answer may take its time, and who hangs up and asks again gets
   * none at all, or one of many that the server makes in turn. Told of each that takes long.
   */
  readonly goOn?: (waitedMs: number) => void
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
  { shortestPauseMs = 0, shortestTryMs, cheap, goOn }: PollOptions,
  look: Look,
): Promise<Held | undefined> {
  const begunAt = instance.processStartedAt ?? instance.startedAt
  const waitedMs = () => performance.now() - begunAt
  const plan = earlier && forecast(earlier, cheap !== undefined)
  const sleep = sleeper(signal)
  const firstInMs = (plan?.firstLookMs ?? 0) - waitedMs()
  if (firstInMs > 0) await sleep(firstInMs)
  const underway = openLooks(look, see)
  let looks = 0
  let notYetAt: number | undefined
  while (!signal.aborted) {
    const lookedAt = performance.now()
    looks += 1
    const tryMs = Math.max(shortestTryMs, waitedMs() / 2)
    const seen = cheap?.isInVain() ? nothing : await underway.oneMore(goOn ? longestTryMs : tryMs, tryMs)
    const { held } = seen
    if (held !== undefined && 'heldAt' in held) {
      // Answers take as long as they take: what is foretold is when to ask.
      const tookMs = (seen.lookedAt ?? held.heldAt) - begunAt
      earlier?.push({ tookMs, isUpperBound: notYetAt === undefined, ...cheap?.learned() })
      return { ...held, looks, ...(notYetAt === undefined ? {} : { notYetAt }) }
    }
    if (held !== undefined) return held
    if (seen.isOver) notYetAt = lookedAt
    else goOn?.(performance.now() - lookedAt)
    const pauseMs = Math.max(shortestPauseMs, plan?.pauseMs(waitedMs()) ?? nextPauseMs(waitedMs()))
    // Most pauses are as short as a look is cheap: nothing is made for them that nobody needs.
    await (underway.isBusy() ? Promise.race([sleep(pauseMs), underway.found]) : sleep(pauseMs))
  }
  return undefined
}

interface Seen {
  readonly held?: Held
  /** When the look began that saw it. */
  readonly lookedAt?: number
  /** The newest look has ended. */
  readonly isOver: boolean
}

const nothing: Seen = { isOver: true }
/** The signal ends a look before. */
const longestTryMs = 2 ** 31 - 1
/** More of them would be a load. */
const mostUnderway = 4

function openLooks(look: Look, see: Watch['see']) {
  const open = new Set<Promise<unknown>>()
  let tell: (seen: Seen) => void = () => {}
  const found = new Promise<Seen>((resolve) => {
    tell = resolve
  })
  return {
    /** What any look saw. */
    found,
    isBusy: () => open.size > 0,
    /** What a new look saw or one that is still under way, whoever is first; nothing where nobody has for so long. */
    async oneMore(timeoutMs: number, patienceMs: number): Promise<Seen> {
      const lookedAt = performance.now()
      if (open.size < mostUnderway) {
        const newest = look(timeoutMs)
          .catch((error: unknown) => see(error instanceof Error ? error.message : String(error)))
          .then((held): Seen => {
            open.delete(newest)
            const seen = { isOver: true, ...(held && { held, lookedAt }) }
            if (held) tell(seen)
            return seen
          })
        open.add(newest)
        return inTime([newest, found], patienceMs)
      }
      return inTime([found], patienceMs)
    },
  }
}

async function inTime(looks: readonly Promise<Seen>[], patienceMs: number): Promise<Seen> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<Seen>((resolve) => {
    timer = setTimeout(() => resolve({ isOver: false }), patienceMs)
  })
  try {
    return await Promise.race([...looks, silence])
  } finally {
    clearTimeout(timer)
  }
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
