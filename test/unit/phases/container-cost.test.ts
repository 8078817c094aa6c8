import { describe, expect, it } from 'vitest'
import type { Instance } from '../../../src/core/domain/instance.js'
import { takeCost, unknownManners } from '../../../src/phases/container-cost.js'
import { idle, start } from './instances.js'

const options = (rest: Partial<Parameters<typeof takeCost>[1]> = {}) => ({
  manners: unknownManners(),
  withCommand: true,
  stopTimeoutMs: 20_000,
  signal: new AbortController().signal,
  ...rest,
})

/** Up, so that what it does at a signal is set up. */
async function startedUp(script: string): Promise<Instance> {
  const { instance } = await start(`${script}; console.log('up'); ${idle}`)
  const up = new AbortController()
  await instance.followLog(() => up.abort(), up.signal)
  return instance
}

const deaf = "process.on('SIGTERM', () => {})"

describe('what an instance costs', () => {
  it('is a trivial command, its end and its removal, each by itself', async () => {
    const instance = await startedUp("process.on('SIGTERM', () => process.exit(7))")
    const { fact, exit } = await takeCost(instance, options())
    expect(exit).toBeUndefined()
    expect(fact).toEqual({
      execMs: expect.any(Number),
      stop: {
        sent: 'SIGTERM',
        timeoutMs: 20_000,
        waitedMs: expect.any(Number),
        tookMs: expect.any(Number),
        exitCode: 7,
      },
      removeMs: expect.any(Number),
    })
  })

  it('has no time to its end where only force ended it, and nobody asks such a variant again', async () => {
    const manners = unknownManners()
    const first = await takeCost(await startedUp(deaf), options({ manners, stopTimeoutMs: 50 }))
    expect(first.fact.stop).toEqual({
      sent: 'SIGTERM',
      timeoutMs: 50,
      waitedMs: expect.any(Number),
      exitCode: 137,
    })
    expect(first.fact.removeMs).toBeGreaterThanOrEqual(0)
    // Asked again it would be waited for beyond the test's own time.
    const again = await takeCost(await startedUp(deaf), options({ manners, stopTimeoutMs: 3_600_000 }))
    expect(again.fact.stop).toBeUndefined()
    expect(again.fact.removeMs).toBeGreaterThanOrEqual(0)
  })

  it('is not asked for its end any more once that took half a minute altogether', async () => {
    const manners = { ...unknownManners(), stoppingMs: 30_000 }
    const { fact } = await takeCost(await startedUp(deaf), options({ manners, stopTimeoutMs: 3_600_000 }))
    expect(fact.stop).toBeUndefined()
  })

  it('says once why an image cannot run a trivial command', async () => {
    const manners = unknownManners()
    const bare = async (): Promise<Instance> => {
      const instance = await startedUp('')
      return { ...instance, exec: (_, rest) => instance.exec(['not-in-any-image'], rest) }
    }
    const first = await takeCost(await bare(), options({ manners }))
    expect(first.fact.execFailure).toEqual({ reason: 'not-run', message: expect.any(String) })
    const again = await takeCost(await bare(), options({ manners }))
    expect(again.fact).not.toHaveProperty('execFailure')
    expect(again.fact).not.toHaveProperty('execMs')
  })

  it('is nothing where it ended by itself first', async () => {
    const instance = await startedUp('setTimeout(() => process.exit(3))')
    await instance.exited
    expect(await takeCost(instance, options({ manners: { ...unknownManners(), runsTrue: false } }))).toEqual({
      fact: {},
      exit: { exitCode: 3, outOfMemory: false },
    })
  })

  it('is broken off by a cancel, however long its patience is', async () => {
    const cancel = new AbortController()
    const instance = await startedUp(`process.on('SIGTERM', () => console.log('asked'))`)
    const over = new AbortController()
    void instance.followLog((line) => line === 'asked' && cancel.abort(), over.signal)
    const { fact } = await takeCost(instance, options({ stopTimeoutMs: 3_600_000, signal: cancel.signal }))
    over.abort()
    expect(fact).not.toHaveProperty('stop')
    expect(fact).not.toHaveProperty('removeMs')
  })

  it('runs no command where none is wanted', async () => {
    const { fact } = await takeCost(
      await startedUp("process.on('SIGTERM', () => process.exit(3))"),
      options({ withCommand: false }),
    )
    expect(fact.execMs).toBeUndefined()
    expect(fact.stop?.exitCode).toBe(3)
  })
})
