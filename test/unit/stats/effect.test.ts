import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectOf } from '../../../src/core/stats/effect.js'
import { canDecide, criticalSum, scoresOf } from '../../../src/core/stats/signed-rank.js'

const wilcoxon = (pairs: number) => scoresOf(pairs, 1)

describe('the critical sum of signed ranks', () => {
  // Wilcoxon and Wilcox, Some Rapid Approximate Statistical Procedures, 1964; two-sided.
  it.each([
    [6, 0],
    [7, 2],
    [8, 3],
    [9, 5],
    [10, 8],
    [11, 10],
    [12, 13],
    [13, 17],
    [14, 21],
    [15, 25],
    [16, 29],
    [17, 34],
    [18, 40],
    [19, 46],
    [20, 52],
    [25, 89],
    [30, 137],
  ])('for %i pairs at 5 %% is the published %i', (pairs, published) => {
    expect(criticalSum(wilcoxon(pairs), 0.05)).toBe(published)
  })

  it.each([
    [8, 0],
    [9, 1],
    [10, 3],
    [12, 7],
    [15, 15],
    [20, 37],
    [25, 68],
    [30, 109],
  ])('for %i pairs at 1 %% is the published %i', (pairs, published) => {
    expect(criticalSum(wilcoxon(pairs), 0.01)).toBe(published)
  })

  it('does not exist for five pairs at 5 %: they can never be told from chance', () => {
    expect(criticalSum(wilcoxon(5), 0.05)).toBe(-1)
    expect([5, 6].map((pairs) => canDecide(pairs, 0.05))).toEqual([false, true])
  })

  it('never promises more than was accepted, whatever the scores: counted over every way the signs can fall', () => {
    for (const pairs of [6, 7, 8, 9, 10]) {
      const scores = scoresOf(pairs)
      const critical = criticalSum(scores, 0.05)
      const sums = Array.from({ length: 2 ** pairs }, (_, signs) =>
        scores.reduce((sum, score, rank) => sum + ((signs >> rank) & 1 ? score : 0), 0),
      )
      const share = (most: number) => (2 * sums.filter((sum) => sum <= most).length) / sums.length
      expect(share(critical)).toBeLessThanOrEqual(0.05)
      expect(share(critical + 1)).toBeGreaterThan(0.05)
    }
  })

  it('is found for the most pairs that a config may ask for', () => {
    expect(criticalSum(scoresOf(1000), 0.05)).toBeGreaterThan(0)
  })
})

const ratios = (minLength: number) =>
  fc.array(fc.double({ noNaN: true, min: 0.2, max: 5 }), { minLength, maxLength: 14 })

describe('an effect', () => {
  it('lies in its interval, and both within the range of the pairs', () => {
    fc.assert(
      fc.property(ratios(6), (pairs) => {
        const effect = effectOf(pairs, 0.05)
        const { low = Number.NaN, high = Number.NaN } = effect?.interval ?? {}
        expect(low).toBeLessThanOrEqual(effect?.ratio ?? Number.NaN)
        expect(high).toBeGreaterThanOrEqual(effect?.ratio ?? Number.NaN)
        expect(low).toBeGreaterThanOrEqual(Math.min(...pairs) * (1 - 1e-12))
        expect(high).toBeLessThanOrEqual(Math.max(...pairs) * (1 + 1e-12))
      }),
    )
  })

  it('does not depend on the order of the pairs, and is the same to the last bit each time', () => {
    fc.assert(
      fc.property(ratios(6), (pairs) => {
        const effect = effectOf(pairs, 0.05)
        expect(effectOf(pairs, 0.05)).toEqual(effect)
        expect(effectOf([...pairs].reverse(), 0.05)).toEqual(effect)
      }),
    )
  })

  it('is turned over when the roles are', () => {
    fc.assert(
      fc.property(ratios(6), (pairs) => {
        const effect = effectOf(pairs, 0.05)
        const turned = effectOf(
          pairs.map((ratio) => 1 / ratio),
          0.05,
        )
        expect((effect?.ratio ?? 0) * (turned?.ratio ?? 0)).toBeCloseTo(1, 9)
        expect((effect?.interval?.low ?? 0) * (turned?.interval?.high ?? 0)).toBeCloseTo(1, 9)
        expect((effect?.interval?.high ?? 0) * (turned?.interval?.low ?? 0)).toBeCloseTo(1, 9)
      }),
    )
  })

  it('grows with what all pairs grow by', () => {
    fc.assert(
      fc.property(ratios(6), (pairs) => {
        const effect = effectOf(pairs, 0.05)
        const doubled = effectOf(
          pairs.map((ratio) => 2 * ratio),
          0.05,
        )
        expect((doubled?.ratio ?? 0) / (effect?.ratio ?? 0)).toBeCloseTo(2, 9)
        expect((doubled?.interval?.low ?? 0) / (effect?.interval?.low ?? 0)).toBeCloseTo(2, 9)
      }),
    )
  })

  it('has a narrower interval where more error is accepted', () => {
    const pairs = [1.02, 1.1, 0.97, 1.2, 1.07, 1.15, 1.01, 0.99, 1.3, 1.12, 1.08, 1.04]
    const width = (accepted: number) => {
      const { low = 0, high = 0 } = effectOf(pairs, accepted)?.interval ?? {}
      return high - low
    }
    expect(width(0.2)).toBeLessThan(width(0.05))
    expect(width(0.05)).toBeLessThan(width(0.001))
  })

  it('is not led astray by pairs that a burst has struck', () => {
    const calm = [1.1, 1.12, 1.09, 1.11, 1.08, 1.13, 1.1, 1.07, 1.12, 1.1]
    const struck = [...calm.slice(0, 8), 1.9, 0.6]
    expect(effectOf(struck, 0.05)?.ratio).toBeCloseTo(1.1, 2)
    expect(effectOf(struck, 0.05)?.interval?.low).toBeGreaterThan(1.05)
    expect(effectOf(struck, 0.05, wilcoxon(10))?.interval?.low).toBeLessThan(1.05)
  })

  it('has no interval where the pairs are too few for it, and does not exist without pairs', () => {
    expect(effectOf([1.1, 1.2, 1.1, 1.2, 1.1], 0.05)).not.toHaveProperty('interval')
    expect(effectOf([4, 1], 0.05)?.ratio).toBe(2)
    expect(effectOf([], 0.05)).toBeUndefined()
  })

  it('of pairs that are all alike is exact', () => {
    expect(effectOf([1.5, 1.5, 1.5, 1.5, 1.5, 1.5], 0.05)).toEqual({
      ratio: 1.5,
      interval: { low: 1.5, high: 1.5 },
    })
  })
})
