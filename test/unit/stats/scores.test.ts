import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Pair, ratioOf } from '../../../src/core/stats/pairs.js'
import { makeScoring } from '../../../src/core/stats/scores.js'

const time = fc.double({ noNaN: true, min: 1, max: 100 })
const pairs = fc.array(fc.record({ baseline: time, candidate: time }), { minLength: 1, maxLength: 30 })
const sizesOf = (scores: readonly number[]) => scores.map(Math.abs)

describe('the scores of pairs', () => {
  it('do not tell which of the two starts was slower: swapping them turns the signs over and changes no size', () => {
    fc.assert(
      fc.property(pairs, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), (all, swaps) => {
        const swapped = all.map(({ baseline, candidate }, index) =>
          swaps[index] ? { baseline: candidate, candidate: baseline } : { baseline, candidate },
        )
        const [before, after] = [makeScoring(all)(1), makeScoring(swapped)(1)].map((scores) =>
          sizesOf(scores).sort((one, other) => one - other),
        )
        // A whole number may fall on the next one for the last bit of a quotient.
        before?.forEach((size, index) => {
          expect(Math.abs(size - (after?.[index] ?? 0))).toBeLessThanOrEqual(1)
        })
      }),
    )
  })

  it('are whole, at most 100, and at least 1 for each pair that is not right on the effect', () => {
    fc.assert(
      fc.property(pairs, fc.double({ noNaN: true, min: 0.01, max: 100 }), (all, effect) => {
        const sizes = sizesOf(makeScoring(all)(effect))
        for (const size of sizes) {
          expect(Number.isInteger(size)).toBe(true)
          expect(size).toBeLessThanOrEqual(100)
        }
        // But for the last bits of a quotient.
        const isRight = (pair: Pair) => Math.abs(ratioOf(pair) / effect - 1) < 1e-12
        expect(sizes.filter((size) => size < 1).length).toBeLessThanOrEqual(all.filter(isRight).length)
      }),
    )
  })

  it('grow with the distance, up to a cap, where all pairs took equally long', () => {
    const all = [60, 50, 48, 45, 40, 36, 30].map((one) => ({ baseline: one, candidate: 3600 / one }))
    expect(sizesOf(makeScoring(all)(1))).toEqual([0, 34, 42, 55, 81, 100, 100])
  })

  it('are small for pairs that took long, where such pairs lie far apart, and not where they do not', () => {
    const calm = Array.from({ length: 10 }, (_, index) => ({ baseline: 100 + index, candidate: 103 + index }))
    const apart = Array.from({ length: 10 }, (_, index) => ({
      baseline: 200 + index,
      candidate: 260 - index,
    }))
    const alike = Array.from({ length: 10 }, (_, index) => ({
      baseline: 200 + index,
      candidate: 206 + index,
    }))
    const meanOf = (scores: readonly number[]) =>
      scores.reduce((sum, score) => sum + score, 0) / scores.length
    const noisy = makeScoring([...calm, ...apart])(1)
    expect(meanOf(noisy.slice(10))).toBeLessThan(0.75 * meanOf(noisy.slice(0, 10)))
    const even = makeScoring([...calm, ...alike])(1)
    expect(meanOf(even.slice(10)) / meanOf(even.slice(0, 10))).toBeGreaterThan(0.8)
  })

  it('are 0 where every pair is right on the effect', () => {
    expect(sizesOf(makeScoring([1, 2, 3].map((one) => ({ baseline: one, candidate: 2 * one })))(2))).toEqual([
      0, 0, 0,
    ])
  })
})
