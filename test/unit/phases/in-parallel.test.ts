import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { inParallel } from '../../../src/phases/in-parallel.js'

describe('work in parallel', () => {
  it('answers in the order of its items and never does more at once than allowed', async () => {
    let now = 0
    let most = 0
    const answers = await inParallel([30, 1, 20, 1, 10], 2, async (ms) => {
      now += 1
      most = Math.max(most, now)
      await pause(ms)
      now -= 1
      return ms * 2
    })
    expect(answers).toEqual([60, 2, 40, 2, 20])
    expect(most).toBe(2)
  })

  it('that throws ends only when everything begun has ended, and begins nothing more', async () => {
    const ended: string[] = []
    const work = inParallel(['breaks', 'is slow', 'comes later'], 2, async (item) => {
      if (item === 'breaks') throw new Error('broken')
      await pause(50)
      ended.push(item)
    })
    await expect(work).rejects.toThrow('broken')
    expect(ended).toEqual(['is slow'])
  })
})
