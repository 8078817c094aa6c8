import { beforeAll, describe, expect, it } from 'vitest'
import type { ReadyCondition } from '../../src/core/domain/config.js'
import type { Instance } from '../../src/core/domain/instance.js'
import { waitUntilReady } from '../../src/phases/ready.js'
import { mainEngine } from '../support/engines.js'
import { docker } from '../support/leftovers.js'
import { prepareStart, signal } from '../support/prepared-start.js'
import { healthy, withCommand } from '../support/services.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const onceTold = withCommand('until [ -e /go ]; do sleep 0.02; done; echo listening')

const conditions: readonly ReadyCondition[] = [
  { by: 'http', path: '/health' },
  { by: 'tcp', port: 8000 },
  { by: 'log', text: 'listening' },
  { by: 'exec', command: ['test', '-e', '/go'] },
]
const named = conditions.map((condition) => [condition.by, condition] as const)

const waitFor = (instance: Instance, condition: ReadyCondition, timeoutMs: number) =>
  waitUntilReady(instance, { conditions: [condition], timeoutMs }, { port: 8000, signal })

describe('a container that somebody pauses during its start', () => {
  it.each(named)('is ready by %s once it goes on and gets there', async (_, condition) => {
    await using prepared = await prepareStart(host, onceTold)
    const instance = await prepared.open()
    await docker(host, 'pause', instance.id)
    const waiting = waitFor(instance, condition, 60_000)
    const goesOnAt = performance.now()
    await docker(host, 'unpause', instance.id)
    await docker(host, 'exec', instance.id, 'touch', '/go')
    const outcome = await waiting
    expect(outcome).toMatchObject({ outcome: 'ready' })
    expect('readyAt' in outcome && outcome.readyAt).toBeGreaterThan(goesOnAt)
  })

  it.each(named)(
    'is never ready by %s where it does not go on, and the pause is named',
    async (_, condition) => {
      await using prepared = await prepareStart(host, onceTold)
      const instance = await prepared.open()
      await docker(host, 'pause', instance.id)
      const outcome = await waitFor(instance, condition, 1500)
      expect(outcome).toMatchObject({ outcome: 'failed', failure: { reason: 'never-ready' } })
      expect(outcome.outcome === 'failed' && outcome.failure.message).toContain('paused')
      await instance.stop()
    },
  )

  it('accepts and does not answer where it listened before, and is no ready one', async () => {
    await using prepared = await prepareStart(host, healthy())
    const instance = await prepared.open()
    expect(await waitFor(instance, { by: 'http', path: '/health' }, 30_000)).toMatchObject({
      outcome: 'ready',
    })
    await docker(host, 'pause', instance.id)
    const outcome = await waitFor(instance, { by: 'http', path: '/health' }, 1500)
    expect(outcome).toMatchObject({ outcome: 'failed', failure: { reason: 'never-ready' } })
    expect(outcome.outcome === 'failed' && outcome.failure.message).toContain('paused')
    await instance.stop()
  })
})
