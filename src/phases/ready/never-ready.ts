import type { Ready, ReadyCondition } from '../../core/domain/config.js'
import type { Failure } from '../../core/domain/failure.js'
import type { Instance } from '../../core/domain/instance.js'
import { lastLines } from '../../core/smoke/last-lines.js'
import { spokenDuration } from '../../probe/deadline.js'
import { nameOf } from './conditions.js'
import { explainClosedPort } from './listening.js'
import { readLogIfPossible } from './log-tail.js'
import { orAfter } from './patience.js'

/** A wait whose time is up. */
export interface VainWait {
  readonly instance: Instance
  readonly ready: Ready
  readonly port: number | undefined
  /** What did not hold, and what was seen of it last. */
  readonly pending: readonly (readonly [ReadyCondition, string])[]
  /** Its port was open at some time. */
  readonly sawPort: boolean
}

const patienceMs = 2000

export async function neverReady(wait: VainWait): Promise<Failure> {
  const { instance, ready, pending } = wait
  // Of what stands still nothing inside can be asked.
  const isPaused = await orAfter(instance.isPaused?.() ?? Promise.resolve(false), patienceMs, false)
  const log = await readLogIfPossible(instance)
  const hint = isPaused ? 'the container is paused, somebody had it stand still' : await closedPort(wait, log)
  const last = pending.map(([condition, what]) => `${nameOf(condition)}: ${what}`)
  const unhealthy = pending.some(([{ by }, what]) => by === 'healthcheck' && what === 'unhealthy')
  return {
    reason: unhealthy ? 'unhealthy' : 'never-ready',
    message: `not ready within ${spokenDuration(ready.timeoutMs)}: ${[...last, ...(hint ? [hint] : [])].join('; ')}`,
    tail: lastLines(log),
  }
}

async function closedPort(
  { instance, port, pending, sawPort }: VainWait,
  log: string,
): Promise<string | undefined> {
  const closed = pending
    .map(([condition]) =>
      condition.by === 'tcp' ? condition.port : condition.by === 'http' ? port : undefined,
    )
    .find((one) => one !== undefined)
  if (closed === undefined || (closed === port && sawPort)) return undefined
  return explainClosedPort(instance, closed, log)
}
