import { setTimeout as pause } from 'node:timers/promises'
import type { Ready, ReadyCondition } from '../core/domain/config.js'
import type { Failure } from '../core/domain/failure.js'
import type { Address, Exit, Instance } from '../core/domain/instance.js'
import { startDeadline } from '../probe/deadline.js'
import { nameOf, waitFor } from './ready/conditions.js'
import { exitFailure } from './ready/exit-failure.js'
import type { Observed } from './ready/forecast.js'
import { neverReady } from './ready/never-ready.js'
import type { Held, HeldMoment } from './ready/poll.js'

/** What the starts of one variant showed so far, by condition. */
export type Experience = Map<string, Observed[]>

export type ReadyOutcome =
  | {
      readonly outcome: 'ready'
      /** Monotonic milliseconds, like all moments here. Absent where nothing says when: then start-up is not a number. */
      readonly readyAt?: number
      /** Of the condition that held last: how often it was looked at, and when in vain for the last time. */
      readonly looks?: number
      readonly notYetAt?: number
      readonly portOpenAt?: number
      /** A look before found the port closed, so it opened then and was not only seen then. */
      readonly sawPortOpen?: true
      readonly via?: Address['via']
    }
  | {
      readonly outcome: 'failed'
      readonly failure: Failure
      readonly portOpenAt?: number
      /** A look before found the port closed, so it opened then and was not only seen then. */
      readonly sawPortOpen?: true
      readonly via?: Address['via']
    }

export interface ReadyOptions {
  readonly port?: number
  /** Kept by whoever starts a variant more than once. */
  readonly experience?: Experience
  readonly signal: AbortSignal
}

/** With nothing to wait for, an instance that lives this long is taken as up. */
const livesMs = 1000

/** What is known of the wait so far. */
interface Seen {
  portOpenAt?: number
  portWasClosed?: true
  sawPortOpen?: true
  readonly pending: Map<ReadyCondition, string>
}

/** Waits until every condition has held, the instance has ended, or the time is up. */
export async function waitUntilReady(
  instance: Instance,
  ready: Ready,
  { port, experience, signal }: ReadyOptions,
): Promise<ReadyOutcome> {
  const seen: Seen = { pending: new Map(ready.conditions.map((condition) => [condition, 'no answer yet'])) }
  const deadline = startDeadline(ready.timeoutMs, signal)
  const known = () => ({
    ...(seen.portOpenAt === undefined ? {} : { portOpenAt: seen.portOpenAt }),
    ...(seen.sawPortOpen === undefined ? {} : { sawPortOpen: seen.sawPortOpen }),
    ...(port === undefined ? {} : { via: instance.address(port).via }),
  })
  try {
    const first = await Promise.race([
      instance.exited.then((exit) => ({ exit })),
      ready.conditions.length === 0
        ? stillLives(instance, deadline.signal)
        : allHold(ready.conditions, {
            instance,
            seen,
            signal: deadline.signal,
            ...(port === undefined ? {} : { port }),
            ...(experience === undefined ? {} : { experience }),
          }),
      fired(deadline.signal),
    ])
    const failure = await failureOf(first, { instance, ready, port, seen, cancelled: signal.aborted })
    if (failure !== undefined) return { outcome: 'failed', failure, ...known() }
    if (!('heldAt' in first)) return { outcome: 'ready', ...known() }
    const { heldAt: readyAt, ...looked } = first
    return { outcome: 'ready', readyAt, ...looked, ...known() }
  } finally {
    deadline.end()
  }
}

type First = Held | { readonly exit: Exit } | { readonly lives: true } | { readonly timeIsUp: true }

interface Wait {
  readonly instance: Instance
  readonly ready: Ready
  readonly port: number | undefined
  readonly seen: Seen
  readonly cancelled: boolean
}

async function failureOf(first: First, wait: Wait): Promise<Failure | undefined> {
  if ('exit' in first) return exitFailure(wait.instance, first.exit, 'before it was ready')
  if ('hopeless' in first) return first.hopeless
  if (!('timeIsUp' in first)) return undefined
  if (wait.cancelled) return { reason: 'cancelled', message: 'cancelled before it was ready' }
  const { pending, portOpenAt } = wait.seen
  return neverReady({ ...wait, pending: [...pending], sawPort: portOpenAt !== undefined })
}

interface HoldOptions extends ReadyOptions {
  readonly instance: Instance
  readonly seen: Seen
}

/** Resolves with the last moment once all hold, or as soon as one never can. */
function allHold(
  conditions: readonly ReadyCondition[],
  { instance, seen, port, experience, signal }: HoldOptions,
): Promise<Held> {
  return new Promise((resolve) => {
    let last: HeldMoment | undefined
    const watch = async (condition: ReadyCondition) => {
      const held = await waitFor(condition, {
        instance,
        ...(port === undefined ? {} : { port }),
        ...(experience === undefined ? {} : { earlier: earlierOf(experience, nameOf(condition)) }),
        signal,
        see: (what) => {
          // What a look says that was broken off is about us.
          if (!signal.aborted) seen.pending.set(condition, what)
        },
        seePortClosed: () => {
          seen.portWasClosed = true
        },
        seePortOpen: (at) => {
          if (seen.portOpenAt !== undefined) return
          seen.portOpenAt = at
          if (seen.portWasClosed) seen.sawPortOpen = true
        },
      })
      if (held === undefined) return
      if ('hopeless' in held) return resolve(held)
      if (last === undefined || held.heldAt > last.heldAt) last = held
      seen.pending.delete(condition)
      if (seen.pending.size === 0) resolve(last)
    }
    for (const condition of conditions) {
      watch(condition).catch((error: unknown) =>
        resolve({ hopeless: { reason: 'never-ready', message: `${nameOf(condition)}: ${String(error)}` } }),
      )
    }
  })
}

function earlierOf(experience: Experience, condition: string): Observed[] {
  const earlier = experience.get(condition) ?? []
  experience.set(condition, earlier)
  return earlier
}

async function stillLives(instance: Instance, signal: AbortSignal): Promise<{ readonly lives: true }> {
  const left = Math.max(0, instance.startedAt + livesMs - performance.now())
  // Cancelled is settled by the race that this is part of; waiting on keeps it out of the way.
  return pause(left, { lives: true as const }, { signal }).catch(() => new Promise<never>(() => {}))
}

function fired(signal: AbortSignal): Promise<{ readonly timeIsUp: true }> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve({ timeIsUp: true })
    signal.addEventListener('abort', () => resolve({ timeIsUp: true }), { once: true })
  })
}
