import type { Check, HttpCheck } from '../../../src/core/domain/check.js'
import { type CheckContext, runCheck } from '../../../src/phases/check/run-check.js'
import { waitUntilReady } from '../../../src/phases/ready.js'
import { type Started, serve, start } from './instances.js'

export const contextOf = ({ instance, port }: Started): CheckContext => ({
  instance,
  port,
  env: { ...process.env, SERVICE: 'shop', VARIANT: 'candidate' },
  cwd: '.',
  signal: new AbortController().signal,
})

/** Without limits of its own, so that a check that ends did so for the reason it gives. */
export const base = { name: 'the check', timeoutMs: 60_000 } as const
export const http = (more: Partial<HttpCheck> = {}): HttpCheck => ({
  ...base,
  by: 'http',
  method: 'GET',
  path: '/',
  sendHeaders: {},
  headers: {},
  same: [],
  ignore: [],
  ...more,
})

export async function startServing(answer: string): Promise<Started> {
  const started = await start(serve(answer))
  await ready(started)
  return started
}

export const ready = ({ instance, port }: Started) =>
  waitUntilReady(
    instance,
    { conditions: [{ by: 'tcp', port }], timeoutMs: 60_000 },
    { port, signal: new AbortController().signal },
  )

export const printed = ({ instance, port }: Started, text: string) =>
  waitUntilReady(
    instance,
    { conditions: [{ by: 'log', text }], timeoutMs: 60_000 },
    { port, signal: new AbortController().signal },
  )

export const factOf = async (check: Check, started: Started, more: Partial<CheckContext> = {}) =>
  (await runCheck(check, { ...contextOf(started), ...more })).fact

export const failureOf = async (check: Check, started: Started, more: Partial<CheckContext> = {}) =>
  (await factOf(check, started, more)).failure
