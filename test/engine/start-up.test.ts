import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Instance } from '../../src/core/domain/instance.js'
import { toleranceMs } from '../../src/docker/witness.js'
import { waitUntilReady } from '../../src/phases/ready.js'
import { mainEngine } from '../support/engines.js'
import { prepareStart, signal } from '../support/prepared-start.js'
import { healthy, withCommand } from '../support/services.js'
import { forwardSocket } from '../support/socket-forwarder.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const prepare = (dockerfile: string, options?: { readonly ready?: string; readonly through?: string }) =>
  prepareStart(host, dockerfile, options)

const readyAtOf = async (
  instance: Instance,
  condition: Parameters<typeof waitUntilReady>[1]['conditions'][number],
) => {
  const ready = { conditions: [condition], timeoutMs: 30_000 }
  const outcome = await waitUntilReady(instance, ready, { port: 8000, signal })
  if (outcome.outcome === 'failed') throw new Error(outcome.failure.message)
  return outcome.readyAt ?? Number.NaN
}

/** Until a look was refused, as the kernel counts for the container's own network. */
const untilRefused = `until awk '/^Tcp: [0-9]/ && $15 > 0 { hit = 1 } END { exit !hit }' /proc/net/snmp; do sleep 0.02; done`

function expectInOrder(moments: readonly (number | undefined)[], apartMs = 0): void {
  const none = Number.NaN
  for (const [index, moment = none] of moments.slice(1).entries())
    expect(moment).toBeGreaterThanOrEqual((moments[index] ?? none) - apartMs)
}

describe('a start on a real engine, taken apart', () => {
  it('has its moments in the order in which they happened, and both witnesses agree', async () => {
    await using prepared = await prepare(withCommand(`${untilRefused}; sleep 0.3`))
    let bothToldOf = false
    // Nobody waits long for the events, so that one may be missing now and then.
    while (!bothToldOf) {
      const { fact, instance } = await prepared.start()
      await instance?.stop()
      const { createdMs, processStartedMs, startedMs, portOpenMs, notReadyMs, readyMs, witness } = fact
      expect(fact).toMatchObject({ via: 'bridge', pageCache: 'warm' })
      expect(witness?.refused).toBeUndefined()
      expectInOrder([0, createdMs, processStartedMs, startedMs, portOpenMs, readyMs])
      expectInOrder([startedMs, notReadyMs, readyMs])
      expect((readyMs ?? Number.NaN) - (createdMs ?? Number.NaN)).toBeGreaterThanOrEqual(300)
      const { createEventMs, startEventMs } = witness ?? {}
      bothToldOf = createEventMs !== undefined && startEventMs !== undefined
      if (bothToldOf) expectInOrder([0, createEventMs, processStartedMs, startEventMs, readyMs], toleranceMs)
    }
  })

  it('still has one witness where the event stream is broken off, and two again once it is mended', async () => {
    await using forwarder = await forwardSocket(host)
    await using prepared = await prepare(healthy(), { through: forwarder.host })
    const witnessOf = async () => {
      const { fact, instance } = await prepared.start()
      await instance?.stop()
      if (fact.failure !== undefined) throw new Error(fact.failure.message)
      return fact
    }
    const untilTold = () =>
      expect
        .poll(async () => (await witnessOf()).witness?.startEventMs, { timeout: 300_000 })
        .toBeGreaterThan(0)
    await untilTold()
    forwarder.break()
    // Until the client has noticed of all its connections, also of those that it keeps for later.
    await pause(200)
    forwarder.mend()
    // Nobody listens for a moment; a start falls into it or not, but stands in either case.
    expect((await witnessOf()).processStartedMs).toBeGreaterThan(0)
    await untilTold()
  })

  it('says that its page cache was cold, or why it was not', async () => {
    await using prepared = await prepare(healthy())
    const { fact, instance } = await prepared.start({ cold: true })
    await instance?.stop()
    expect(fact.failure).toBeUndefined()
    if (fact.pageCache === 'cold') expect(fact.warmBecause).toBeUndefined()
    else expect(fact.warmBecause).toMatch(/root|failed/)
  })
})

describe('who tells by himself', () => {
  it('was heard when the line was printed, though nobody listened then', async () => {
    await using prepared = await prepare(healthy())
    const instance = await prepared.open()
    try {
      while (!(await instance.readLog()).includes('listening')) await pause(50)
      const begunAt = performance.now()
      const readyAt = await readyAtOf(instance, { by: 'log', text: 'listening' })
      expect(readyAt).toBeLessThan(begunAt)
      // Not after the engine's stamp of the start: it hears of a start when the process may have printed already.
      expect(readyAt).toBeGreaterThanOrEqual(instance.createdAt ?? Number.NaN)
    } finally {
      await instance.stop()
    }
  })

  it('is not asked over and over about its health, and was healthy when the engine found it so', async () => {
    const dockerfile = `${healthy()}HEALTHCHECK --interval=1s --timeout=5s --retries=9 CMD test -f /www/health\n`
    await using prepared = await prepare(dockerfile, { ready: '{ healthcheck: true }' })
    const instance = await prepared.open()
    let asked = 0
    try {
      const counted: Instance = {
        ...instance,
        health: () => {
          asked += 1
          return instance.health()
        },
      }
      const readyAt = await readyAtOf(counted, { by: 'healthcheck' })
      expect(readyAt).toBeGreaterThan((instance.createdAt ?? Number.NaN) + 900)
      // Once at the beginning, and every two seconds in case the engine does not tell.
      expect(asked).toBeLessThan(10)
    } finally {
      await instance.stop()
    }
  })

  it('is asked again where the engine cannot tell', async () => {
    const dockerfile = `${healthy()}HEALTHCHECK --interval=1s --timeout=5s --retries=9 CMD test -f /www/health\n`
    await using prepared = await prepare(dockerfile, { ready: '{ healthcheck: true }' })
    const { nextHealth: _, ...instance } = await prepared.open()
    try {
      expect(await readyAtOf(instance, { by: 'healthcheck' })).toBeGreaterThan(instance.startedAt)
    } finally {
      await instance.stop()
    }
  })
})
