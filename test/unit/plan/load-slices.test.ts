import { describe, expect, it } from 'vitest'
import { shortestLoadMs, slicesOf } from '../../../src/core/plan/load-slices.js'
import { makePlan } from '../../../src/core/plan/make-plan.js'
import { aConfig, aService } from '../budgets/case.js'

const load = (ratePerSecond: number, durationMs: number) => ({ path: '/', ratePerSecond, durationMs })

describe('slices of a load', () => {
  it.each([
    ['10 usually', 50, 10_000, 10, 50],
    ['fewer where it is short', 50, 3000, 6, 25],
    ['fewer where it is sparse', 6, 20_000, 6, 20],
    ['more where it is long', 50, 60_000, 20, 150],
    ['none where there is nothing to cut', 0.1, 1000, 0, 0],
  ])('are %s', (_, rate, durationMs, count, requests) => {
    expect(slicesOf(load(rate, durationMs))).toEqual({ count, requests })
  })

  it.each([0.25, 1, 7, 50, 999])(
    'are enough in the shortest load that is offered for %s a second',
    (rate) => {
      expect(slicesOf(load(rate, shortestLoadMs(rate))).count).toBe(6)
      expect(slicesOf(load(rate, shortestLoadMs(rate) - 1000)).count).toBeLessThan(6)
    },
  )

  it('are planned in turn after a pair that warms up, and only where there is a load', () => {
    const [step, ...others] = makePlan(
      aConfig(aService('api', { load: load(50, 3000) }), aService('worker')),
    ).loads
    expect(others).toEqual([])
    expect(step?.slices.slice(0, 6).map(({ ref, pair, warmUp }) => [ref.role, pair, warmUp])).toEqual([
      ['baseline', 0, true],
      ['candidate', 0, true],
      ['candidate', 1, false],
      ['baseline', 1, false],
      ['baseline', 2, false],
      ['candidate', 2, false],
    ])
    expect(step?.slices).toHaveLength(14)
  })
})
