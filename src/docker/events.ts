import { setTimeout as pause } from 'node:timers/promises'
import type Docker from 'dockerode'
import { filterByRun } from './labels.js'
import { lineReader } from './log-stream.js'
import { openAnswer } from './modem.js'

/** What the engine tells of a run's containers as it happens: a second witness beside what we see ourselves. */
export interface EngineEvents {
  /** Begins to listen; safe to call again. Nothing waits for it and nothing fails for it. */
  listen(): void
  isListening(): boolean
  /** When it last told of this, by its own clock; waits for a moment where it may be about to tell. */
  toldAt(containerId: string, action: string, signal: AbortSignal): Promise<number | undefined>
  /** The next word about a container's health, or that it is healthy already. */
  nextHealth(containerId: string, signal: AbortSignal): Promise<HealthEvent | undefined>
  /** Its container is gone. */
  forget(containerId: string): void
  close(): void
}

interface HealthEvent {
  readonly status: string
  readonly wallMs: number
}

interface EngineEvent {
  readonly id: string
  readonly action: string
  readonly wallMs: number
}

const beforeListeningAnewMs = 500
/** An event comes within a millisecond or two of what it tells of. */
const mayBeOnItsWayMs = 100
const health = 'health_status: '
const healthy = `${health}healthy`

export function openEngineEvents(docker: Docker, runId: string): EngineEvents {
  const closed = new AbortController()
  const told = new Map<string, Map<string, number>>()
  const waiting = new Set<(event: EngineEvent) => void>()
  let hasBegun = false
  let isOpen = false
  let lastWallMs: number | undefined

  const take = (line: string) => {
    const event = parseEvent(line)
    if (event === undefined) return
    // Told again after the connection broke.
    const ofContainer = told.get(event.id) ?? new Map<string, number>()
    if ((ofContainer.get(event.action) ?? 0) >= event.wallMs) return
    lastWallMs = Math.max(lastWallMs ?? 0, event.wallMs)
    told.set(event.id, ofContainer.set(event.action, event.wallMs))
    for (const wake of waiting) wake(event)
  }

  const listenOnce = async () => {
    const filters = JSON.stringify({ ...filterByRun(runId), type: ['container'] })
    const since = lastWallMs === undefined ? {} : { since: (lastWallMs / 1000).toFixed(6) }
    const stream = await openAnswer(docker, {
      path: '/events?',
      method: 'GET',
      options: { filters, ...since },
      abortSignal: closed.signal,
      statusCodes: { 200: true, 400: 'bad parameter', 500: 'server error' },
    })
    // A run that has nothing left to do ends, whatever the engine may still have to tell.
    ;(stream as { socket?: { unref?(): void } }).socket?.unref?.()
    isOpen = true
    const lines = lineReader(take)
    await new Promise<void>((resolve) => {
      stream.on('data', (chunk: Buffer) => lines.push(chunk.toString('utf8')))
      stream.on('error', () => resolve())
      stream.once('close', () => resolve())
    })
  }

  const listenOn = async () => {
    while (!closed.signal.aborted) {
      // An engine that is lost fails whatever the run asks of it next; the witness only falls silent.
      await listenOnce().catch(() => {})
      isOpen = false
      await pause(beforeListeningAnewMs, undefined, { signal: closed.signal, ref: false }).catch(() => {})
    }
  }

  const next = <T>(
    pick: (event: EngineEvent) => T | undefined,
    signal: AbortSignal,
    patienceMs?: number,
  ): Promise<T | undefined> =>
    new Promise((resolve) => {
      const end = (found?: T) => {
        waiting.delete(wake)
        clearTimeout(timer)
        for (const one of [signal, closed.signal]) one.removeEventListener('abort', onAbort)
        resolve(found)
      }
      const wake = (event: EngineEvent) => {
        const found = pick(event)
        if (found !== undefined) end(found)
      }
      const onAbort = () => end()
      const timer = patienceMs === undefined ? undefined : setTimeout(end, patienceMs)
      waiting.add(wake)
      for (const one of [signal, closed.signal]) one.addEventListener('abort', onAbort, { once: true })
      if (signal.aborted || closed.signal.aborted) end()
    })

  return {
    listen() {
      if (!hasBegun) void listenOn()
      hasBegun = true
    },
    isListening: () => isOpen,
    async toldAt(containerId, action, signal) {
      const known = told.get(containerId)?.get(action)
      if (known !== undefined || !isOpen) return known
      return next(
        (event) => (event.id === containerId && event.action === action ? event.wallMs : undefined),
        signal,
        mayBeOnItsWayMs,
      )
    },
    async nextHealth(containerId, signal) {
      const healthySince = told.get(containerId)?.get(healthy)
      if (healthySince !== undefined) return { status: 'healthy', wallMs: healthySince }
      return next(({ id, action, wallMs }) => {
        if (id !== containerId || !action.startsWith(health)) return undefined
        return { status: action.slice(health.length), wallMs }
      }, signal)
    },
    forget: (containerId) => {
      told.delete(containerId)
    },
    close: () => closed.abort(),
  }
}

function parseEvent(line: string): EngineEvent | undefined {
  try {
    const { Action, Actor, timeNano } = JSON.parse(line) as {
      Action?: string
      Actor?: { ID?: string }
      timeNano?: number
    }
    if (typeof Action !== 'string' || typeof Actor?.ID !== 'string' || typeof timeNano !== 'number')
      return undefined
    return { id: Actor.ID, action: Action, wallMs: timeNano / 1e6 }
  } catch {
    // Half a line, cut off with the connection.
    return undefined
  }
}
