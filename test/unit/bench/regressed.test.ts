import { expect, it } from 'vitest'
import { regressed } from '../../../scripts/bench/slow-down/regressed.mjs'

const ratios = (pairs: readonly { readonly baseline: number; readonly candidate: number }[]) =>
  pairs.map(({ baseline, candidate }) => candidate / baseline)

it('takes away what the other explains from pair to pair, and leaves what all pairs have in common', () => {
  const explaining = [0.9, 1, 1.1, 1.2, 1 / 1.2 / 1.1 / 0.9].map((ratio) => ({
    baseline: 100,
    candidate: 100 * ratio,
  }))
  const pairs = explaining.map(({ candidate }) => ({
    baseline: 300,
    candidate: 300 * 1.01 * (candidate / 100) ** 2,
  }))
  for (const ratio of ratios(regressed(pairs, explaining))) expect(ratio).toBeCloseTo(1.01, 9)
})

it('leaves pairs as they are where nothing explains them', () => {
  const pairs = [{ baseline: 300, candidate: 310 }]
  expect(regressed(pairs, [{ baseline: 1, candidate: 1 }])).toEqual(pairs)
})
