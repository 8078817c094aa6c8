import { describe, expect, it } from 'vitest'
import { nextPauseMs } from '../../../src/phases/ready/poll.js'

describe('the pause between two looks', () => {
  it('is a small share of the time waited, never none and never long', () => {
    expect(nextPauseMs(0)).toBe(2)
    for (const waitedMs of [60, 300, 3000, 7500]) expect(nextPauseMs(waitedMs)).toBe(waitedMs / 30)
    expect(nextPauseMs(60_000)).toBe(250)
  })
})
