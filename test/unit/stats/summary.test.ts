import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { median } from '../../../src/core/stats/median.js'
import { pairsOf, ratioOf } from '../../../src/core/stats/pairs.js'
import { chanceOfAtLeast } from '../../../src/core/stats/sign-test.js'
import { spread } from '../../../src/core/stats/spread.js'
import { summarise } from '../../../src/core/stats/summary.js'

const failure = { reason: 'never-ready', message: 'no answer' } as const

describe('the middle value', () => {
  it('is the middle one of an odd count and the mean of two of an even one', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([1, 2, 10, 4])).toBe(3)
  })

  it('is absent where there is no value', () => {
    expect(median([])).toBeUndefined()
  })

  it('lies between the least and the greatest, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 }), (values) => {
        const middle = median(values) ?? Number.NaN
        expect(middle).toBeGreaterThanOrEqual(Math.min(...values))
        expect(middle).toBeLessThanOrEqual(Math.max(...values))
        expect(median([...values].reverse())).toBe(middle)
      }),
    )
  })
})

describe('a summary of samples', () => {
  it('leaves the warm-up out of the number and tells of it', () => {
    const summary = summarise(
      [{ value: 90, warmUp: true }, { value: 10 }, { value: 12 }, { value: 11 }],
      'median',
    )
    expect(summary).toEqual({
      value: 11,
      counted: 3,
      warmUps: 1,
      failed: 0,
      fromWarmUp: false,
      spread: { min: 10, max: 12 },
    })
  })

  it('takes the warm-up where it is the only value, and says so', () => {
    const summary = summarise([{ value: 90, warmUp: true }, { failure }], 'median')
    expect(summary).toMatchObject({ value: 90, fromWarmUp: true, failed: 1, warmUps: 0 })
  })

  it('counts failed attempts and is absent where all failed', () => {
    const summary = summarise([{ failure }, { failure }], 'median')
    expect(summary).toEqual({ counted: 0, warmUps: 0, failed: 2, fromWarmUp: false })
  })

  it('can be the largest or the sum, and the sum of nothing is absent, not 0', () => {
    const samples = [{ value: 3 }, { value: 8 }, { value: 1 }]
    expect(summarise(samples, 'max').value).toBe(8)
    expect(summarise(samples, 'sum').value).toBe(12)
    expect(summarise([], 'sum').value).toBeUndefined()
  })
})

describe('the ratios of pairs', () => {
  it('come in the order of the pairs and leave out warm-ups, failures and halves of pairs', () => {
    const baseline = [
      { pair: 2, value: 100 },
      { pair: 0, value: 100, warmUp: true },
      { pair: 1, value: 200 },
      { pair: 3, value: 100 },
      { pair: 4, value: 0 },
    ]
    const candidate = [
      { pair: 0, value: 500 },
      { pair: 1, value: 100 },
      { pair: 2, value: 150 },
      { pair: 3, failure },
      { pair: 4, value: 7 },
    ]
    expect(pairsOf(baseline, candidate).map(ratioOf)).toEqual([0.5, 1.5])
  })

  it('cancel a drift that both sides of each pair share', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: 1, max: 10 }), { minLength: 1 }), (drift) => {
        const baseline = drift.map((factor, pair) => ({ pair, value: 100 * factor }))
        const candidate = drift.map((factor, pair) => ({ pair, value: 120 * factor }))
        for (const pair of pairsOf(baseline, candidate)) expect(ratioOf(pair)).toBeCloseTo(1.2, 10)
      }),
    )
  })
})

describe('the sign test', () => {
  it('gives the tail of a fair coin', () => {
    expect(chanceOfAtLeast(0, 7)).toBe(1)
    expect(chanceOfAtLeast(5, 5)).toBeCloseTo(1 / 32, 12)
    expect(chanceOfAtLeast(7, 8)).toBeCloseTo(9 / 256, 12)
  })
})

describe('the spread', () => {
  it('is the least and the greatest, absent where there is nothing', () => {
    expect(spread([3, 9, 4])).toEqual({ min: 3, max: 9 })
    expect(spread([])).toBeUndefined()
  })
})
