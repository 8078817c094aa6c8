import { expect, it } from 'vitest'
import { slowDownFigures } from '../../../scripts/bench/slow-down/figures.mjs'
import { effectOf } from '../../../src/core/stats/effect.js'

/** Pairs in which the watched start took longer by these shares, its own work being the same in both. */
const rowsOf = (slower: readonly number[]) => {
  const pairs = slower.map((share, index) => {
    const ownMs = 600 + index
    const truth = { ownMs, ownCpuMs: 300 }
    const watched = { truth: { ...truth, ownMs: ownMs * (1 + share) }, cpuMs: 2, engineMs: 10 }
    return { watched: { ...watched, fact: { looks: 10 } }, alone: { truth, engineMs: 10 } }
  })
  return slowDownFigures(new Map([['ours, http', pairs]]), effectOf).rows
}

it('holds what was measured against the target, and says beside it what the interval leaves open', () => {
  const [wide] = rowsOf([-0.02, 0.024, -0.012, 0.016, -0.004, 0.008, 0.002, 0.005, -0.011, 0.013])
  expect(wide?.effect.value).toBeLessThan(1)
  expect(wide?.what).toMatch(
    /10 pairs.*\(95 %: -\d\.\d\d to 1\.\d\d %, which does not exclude more than 1 %\)$/,
  )
})

it('says so where the interval leaves no room for more', () => {
  const [narrow] = rowsOf([0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.007, 0.008])
  expect(narrow?.effect.value).toBeCloseTo(0.45, 1)
  expect(narrow?.what).toMatch(/which excludes more than 1 %\)$/)
})

it('claims no interval that so few pairs cannot have', () => {
  const [few] = rowsOf([0.001, 0.002, 0.003])
  expect(few?.what).toMatch(/\(too few for an interval\)$/)
})
