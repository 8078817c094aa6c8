import { describe, expect, it } from 'vitest'
import { orderOf, pairsTried, repeatsOf } from '../../../src/core/stats/pairs.js'
import { fewestPairs, pairsToClear, pairsToFit, smallestToSee } from '../../../src/core/stats/settle.js'

const effect = { ratio: 1, interval: { low: 1 / 1.1, high: 1.1 } }

describe('how many pairs would settle it', () => {
  it('grows with the square of how much narrower the interval must be', () => {
    expect(pairsToClear(effect, 10, 1.1 ** 0.5)).toBe(40)
    expect(pairsToFit(effect, 10, 1.1 ** 0.5)).toBe(40)
  })

  it('is more than there are', () => {
    expect(pairsToClear(effect, 10, 1.2)).toBe(11)
  })

  it('is not named where nobody would take as many, or none would do', () => {
    expect(pairsToClear(effect, 10, 1.001)).toBeUndefined()
    expect(pairsToClear(effect, 10, 1)).toBeUndefined()
    expect(pairsToFit({ ...effect, ratio: 1.06 }, 10, 1.05)).toBeUndefined()
    expect(pairsToClear({ ratio: 1 }, 3, 1.1)).toBeUndefined()
  })

  it('is never fewer than can tell anything', () => {
    expect(fewestPairs(0.05)).toBe(6)
    expect(fewestPairs(0.01)).toBe(8)
  })
})

describe('the smallest change to be seen', () => {
  it('reaches further than the interval does', () => {
    expect(smallestToSee(effect)).toBeCloseTo(1.1 ** 1.6539, 3)
    expect(smallestToSee({ ratio: 1 })).toBeUndefined()
  })
})

describe('two samples of one variant in a row', () => {
  it('are the last of one pair and the first of the next, as the order turns', () => {
    expect([0, 1, 2].map((pair) => orderOf(pair)[0])).toEqual(['baseline', 'candidate', 'baseline'])
    const at = (...values: readonly number[]) => values.map((value, pair) => ({ pair, value }))
    expect(repeatsOf(at(10, 20, 40, 80), at(1, 3, 9, 27))).toEqual([
      { baseline: 1, candidate: 3 },
      { baseline: 20, candidate: 40 },
      { baseline: 9, candidate: 27 },
    ])
  })

  it('are of each variant in turn where three are taken, and stand for no other than the two that are compared', () => {
    const at = (...values: readonly number[]) => values.map((value, pair) => ({ pair, value }))
    const [baseline, candidate] = [at(1, 2, 3, 4, 5, 6), at(10, 20, 30, 40, 50, 60)]
    expect(repeatsOf(baseline, candidate, { baseline: 'baseline', withBase: true })).toEqual([
      { baseline: 20, candidate: 30 },
      { baseline: 3, candidate: 4 },
      { baseline: 40, candidate: 50 },
    ])
    expect(repeatsOf(baseline, candidate, { baseline: 'base', withBase: true })).toEqual([
      { baseline: 1, candidate: 2 },
      { baseline: 20, candidate: 30 },
      { baseline: 40, candidate: 50 },
      { baseline: 5, candidate: 6 },
    ])
  })

  it('are not counted where either is missing or warms up', () => {
    const baseline = [{ pair: 0, value: 10, warmUp: true }, { pair: 1, value: 20 }, { pair: 2 }]
    const candidate = [
      { pair: 0, value: 10, warmUp: true },
      { pair: 1, value: 20 },
      { pair: 2, value: 30 },
    ]
    expect(repeatsOf(baseline, candidate)).toEqual([])
    expect(pairsTried(baseline, candidate)).toBe(2)
  })
})
