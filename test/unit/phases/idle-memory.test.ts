import { describe, expect, it } from 'vitest'
import type { Instance } from '../../../src/core/domain/instance.js'
import { readIdleMemory } from '../../../src/phases/idle-memory.js'
import { idle, start } from './instances.js'

/** A real process that tells these readings one after the other, the last of them from then on. */
async function telling(...readings: readonly number[]) {
  const { instance } = await start(idle)
  let told = 0
  const memory = async () => {
    const workingSetBytes = readings[Math.min(told, readings.length - 1)] ?? Number.NaN
    told += 1
    return { workingSetBytes, how: 'told' }
  }
  return { instance: { ...instance, memory }, told: () => told }
}

async function read(instance: Instance, manners = { isIdleAtOnce: false }) {
  const reading = await readIdleMemory(instance, manners, new AbortController().signal)
  return { bytes: reading?.workingSetBytes, ...manners }
}

describe('idle memory', () => {
  it('is what two readings in a row agree on, and what did not change from the first one on is remembered', async () => {
    const { instance, told } = await telling(1000, 1009)
    expect(await read(instance)).toEqual({ bytes: 1009, isIdleAtOnce: true })
    expect(told()).toBe(2)
  })

  it('is read on while a service still allocates after its first answer, and that is remembered too', async () => {
    const { instance, told } = await telling(1000, 2000, 3000, 3001)
    expect(await read(instance, { isIdleAtOnce: true })).toEqual({ bytes: 3001, isIdleAtOnce: false })
    expect(told()).toBe(4)
  })

  it('takes less of a change for rest where the readings lie closer together', async () => {
    const { instance, told } = await telling(1000, 1005, 1006)
    expect(await read(instance, { isIdleAtOnce: true })).toEqual({ bytes: 1006, isIdleAtOnce: false })
    expect(told()).toBe(3)
  })

  it('of a service that is ready at once has nothing in it that setting up left behind', async () => {
    const { instance } = await start(idle)
    const young = { ...instance, startedAt: performance.now() }
    const isSetUp = () => performance.now() > young.startedAt + 40
    const memory = async () => ({ workingSetBytes: isSetUp() ? 600 : 900, how: 'told' })
    expect(await read({ ...young, memory }, { isIdleAtOnce: true })).toEqual({
      bytes: 600,
      isIdleAtOnce: true,
    })
  })

  it('is absent where the service ended meanwhile', async () => {
    const { instance } = await start(idle)
    await instance.stop()
    expect(await read(instance)).toEqual({ bytes: undefined, isIdleAtOnce: false })
  })
})
