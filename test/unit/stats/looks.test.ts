import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canDecide } from '../../../src/core/stats/fair-coins.js'
import { errorAt, looksOf, planLooks } from '../../../src/core/stats/looks.js'
import { aService } from '../budgets/case.js'

const limits = fc
  .tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }))
  .map(([a, b]) => ({
    min: Math.min(a, b),
    max: Math.max(a, b),
  }))

describe('the looks of a run', () => {
  it('are few, grow, and end with the most pairs', () => {
    expect(planLooks({ min: 6, max: 30 }).map(({ pairs }) => pairs)).toEqual([9, 13, 20, 30])
    expect(planLooks({ min: 20, max: 20 })).toEqual([{ pairs: 20, error: 0.05 }])
    expect(planLooks({ min: 1, max: 1 })).toEqual([{ pairs: 1, error: 0.05 }])
  })

  it('together spend the error that is accepted, and never more, whatever the limits', () => {
    fc.assert(
      fc.property(limits, ({ min, max }) => {
        const looks = planLooks({ min, max })
        expect(looks.reduce((sum, { error }) => sum + error, 0)).toBeCloseTo(0.05, 12)
        const counts = looks.map(({ pairs }) => pairs)
        expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b))
        expect(counts.at(-1)).toBe(max)
        expect(counts[0]).toBeGreaterThanOrEqual(min)
        for (const { pairs, error } of looks.slice(0, -1)) expect(canDecide(pairs, error)).toBe(true)
      }),
    )
  })

  it('are one, at the fewest pairs, where no budget holds the variants against each other', () => {
    const samples = { min: 7, max: 30, forMs: 1000, matters: 0.05 }
    const looks = (budgets: Parameters<typeof looksOf>[0]['budgets']) =>
      looksOf(aService('web', { samples, budgets })).map(({ pairs }) => pairs)
    expect(looks([])).toEqual([7])
    expect(looks([{ metric: 'startup', limit: { fail: 1 } }])).toEqual([7])
    expect(looks([{ metric: 'build-time', migration: { fail: 1 } }])).toEqual([7])
    expect(looks([{ metric: 'startup', migration: { fail: 1 } }])).toEqual([9, 13, 20, 30])
  })

  it('lend what is spent at the next one to a run that ended between two', () => {
    const looks = planLooks({ min: 6, max: 30 })
    expect(errorAt(looks, 10)).toBe(looks[1]?.error)
    expect(errorAt(looks, 13)).toBe(looks[1]?.error)
    expect(errorAt(looks, 99)).toBe(looks[3]?.error)
  })
})
