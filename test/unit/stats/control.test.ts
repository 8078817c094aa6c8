import { describe, expect, it } from 'vitest'
import { controlOf } from '../../../src/core/stats/control.js'
import { aService, compared, refOf } from '../budgets/case.js'

const repeats = (...later: readonly number[]) => later.map((candidate) => ({ baseline: 100, candidate }))

describe('a variant held against itself', () => {
  it('says how far two samples in a row lie apart, and whether the later ones are slower', () => {
    expect(controlOf(repeats(104, 96, 102, 98, 103, 97, 101, 99))).toMatchObject({
      repeats: 8,
      apart: expect.closeTo(0.026, 2),
      interval: { low: expect.toSatisfy((low) => low < 0), high: expect.toSatisfy((high) => high > 0) },
    })
    expect(controlOf(repeats(120, 121, 122, 119, 120, 121, 118))?.interval?.low).toBeGreaterThan(0.15)
  })

  it('has no interval where it was repeated too seldom, and is absent where it never was', () => {
    expect(controlOf(repeats(101, 102))).toEqual({
      repeats: 2,
      apart: expect.closeTo(0.015, 9),
      change: expect.closeTo(0.015, 2),
    })
    expect(controlOf([])).toBeUndefined()
  })

  it('stands in the record beside what the two variants come to, from the same starts', () => {
    const samples = (values: readonly number[]) => values.map((value, pair) => ({ pair, value }))
    const measured = (role: 'baseline' | 'candidate', values: readonly number[]) => ({
      ref: refOf('web', role),
      metric: 'startup' as const,
      samples: samples(values),
    })
    const facts = {
      prepared: [],
      measurements: [measured('baseline', [10, 20, 40, 80]), measured('candidate', [1, 3, 9, 27])],
      starts: [],
      cells: [],
    }
    expect(compared(facts, aService('web'), 'startup').control).toMatchObject({ repeats: 3, apart: 2 })
  })
})
