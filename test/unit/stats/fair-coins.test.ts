import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canDecide, isRare } from '../../../src/core/stats/fair-coins.js'

const ranks = (pairs: number): readonly number[] => Array.from({ length: pairs }, (_, index) => index + 1)

/** The largest sum that is too small to believe in. */
function critical(scores: readonly number[], accepted: number): number {
  let sum = -1
  while (isRare(scores, sum + 1, accepted / 2)) sum++
  return sum
}

/** Every way the coins can fall, one by one. */
function chanceByCounting(scores: readonly number[], most: number): number {
  const sums = Array.from({ length: 2 ** scores.length }, (_, coins) =>
    scores.reduce((sum, score, index) => sum + ((coins >> index) & 1 ? score : 0), 0),
  )
  return sums.filter((sum) => sum <= most).length / sums.length
}

describe('the critical sum of plain signed ranks', () => {
  // Wilcoxon and Wilcox, Some Rapid Approximate Statistical Procedures, 1964; two-sided.
  it.each([
    [6, 0],
    [7, 2],
    [8, 3],
    [9, 5],
    [10, 8],
    [12, 13],
    [15, 25],
    [20, 52],
    [25, 89],
    [30, 137],
  ])('for %i pairs at 5 %% is the published %i', (pairs, published) => {
    expect(critical(ranks(pairs), 0.05)).toBe(published)
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
    expect(critical(ranks(pairs), 0.01)).toBe(published)
  })

  it('does not exist for five pairs at 5 %: they can never be told from chance', () => {
    expect(critical(ranks(5), 0.05)).toBe(-1)
    expect([5, 6].map((pairs) => canDecide(pairs, 0.05))).toEqual([false, true])
  })
})

describe('a sum of scores', () => {
  const scores = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 11 })

  it('is rare exactly where counting every way the coins can fall says so, whatever the scores', () => {
    fc.assert(
      fc.property(scores, fc.double({ noNaN: true, min: 0, max: 0.49 }), fc.nat(), (all, accepted, some) => {
        const most = some % (all.reduce((sum, score) => sum + score, 0) + 1)
        // Half of the ways and more are never rare: nobody accepts such an error.
        expect(isRare(all, most, accepted)).toBe(chanceByCounting(all, most) <= accepted)
      }),
    )
  })

  it('is rare in one way of a thousand coins, and not where nothing counts', () => {
    expect(isRare(ranks(1000), 0, 0.025)).toBe(true)
    expect(isRare(ranks(1000), 250_000, 0.025)).toBe(false)
    expect(isRare([0, 0, 0], 0, 0.025)).toBe(false)
  })
})
