import type { ReadyCondition } from '../../../src/core/domain/config.js'
import { waitUntilReady } from '../../../src/phases/ready.js'
import type { Started } from './instances.js'

export const wait = (
  { instance, port }: Started,
  conditions: readonly ReadyCondition[],
  { timeoutMs = 60_000, signal = new AbortController().signal } = {},
) => waitUntilReady(instance, { conditions, timeoutMs }, { port, signal })

/** For what must be seen before the time is up: far more than a look takes, also where the machine stalls for a moment. */
export const enoughMs = 3000

export const http = (path = '/health'): ReadyCondition => ({ by: 'http', path })

export const printed = (started: Started, text: string) => wait(started, [{ by: 'log', text }])

export async function failureOf(...args: Parameters<typeof wait>) {
  const outcome = await wait(...args)
  if (outcome.outcome !== 'failed') throw new Error('was ready')
  return outcome.failure
}
