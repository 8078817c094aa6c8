import { describe, expect, it } from 'vitest'
import { isSettled } from '../../../src/core/budgets/settled.js'
import type { Budget } from '../../../src/core/domain/config.js'
import type { Facts } from '../../../src/core/domain/facts.js'
import { aService, compared, inPairs, measured, noFacts } from './case.js'

const calm = [1, 1.01, 0.99, 1.02, 0.98, 1, 1.01, 0.99, 1.01]
const wild = [1, 1.4, 0.7, 1.2, 0.8, 1, 1.3, 0.75, 1.1]

const factsOf = (ratios: readonly number[], scale = 100): Facts => ({
  ...noFacts,
  measurements: [
    measured('web', 'baseline', 'startup', inPairs(ratios.map(() => scale))),
    measured('web', 'candidate', 'startup', inPairs(ratios.map((ratio) => scale * ratio))),
  ],
})

const samples = { min: 9, max: 9, forMs: 1000, matters: 0.05 }
const serviceWith = (...budgets: readonly Budget[]) => aService('web', { samples, budgets })
const startup = (migration: NonNullable<Budget['migration']>): Budget => ({ metric: 'startup', migration })
const slower = (ratios: readonly number[], by: number) => ratios.map((ratio) => ratio * by)

describe('a service', () => {
  it('is settled where every budget is surely kept or surely exceeded', () => {
    expect(isSettled(factsOf(calm), serviceWith(startup({ fail: 0.1 })))).toBe(true)
    expect(isSettled(factsOf(slower(calm, 1.2)), serviceWith(startup({ fail: 0.1 })))).toBe(true)
    expect(isSettled(factsOf(wild), serviceWith(startup({ fail: 0.1 })))).toBe(false)
  })

  it('is not settled while only one of two levels is', () => {
    expect(isSettled(factsOf(slower(calm, 1.2)), serviceWith(startup({ warn: 0.2, fail: 0.5 })))).toBe(false)
  })

  it('is settled by what does not matter, though nobody could tell it from the budget', () => {
    expect(isSettled(factsOf(calm), serviceWith(startup({ fail: 0 })))).toBe(true)
  })

  it('has nothing to wait for where no pair will ever decide', () => {
    expect(isSettled(factsOf(wild), serviceWith({ metric: 'startup', limit: { fail: 1 } }))).toBe(true)
    expect(isSettled(factsOf(wild), serviceWith({ metric: 'build-time', migration: { fail: 0 } }))).toBe(true)
    expect(isSettled(noFacts, serviceWith(startup({ fail: 0 })))).toBe(true)
  })
})

describe('a comparison of pairs', () => {
  const startup = (ratios: readonly number[], scale?: number) =>
    compared(factsOf(ratios, scale), serviceWith(), 'startup')

  it.each([
    ['worse', slower(calm, 1.2)],
    ['better', slower(calm, 0.8)],
    ['same', calm],
    ['unclear', wild],
  ] as const)('is %s', (verdict, ratios) => {
    expect(startup(ratios).verdict).toBe(verdict)
  })

  it('that is unclear says how many pairs would tell', () => {
    expect(startup(wild).pairsToSettle).toBeGreaterThan(9)
    expect(startup(calm)).not.toHaveProperty('pairsToSettle')
    expect(startup([1.2, 1.3])).toMatchObject({ verdict: 'unclear', pairs: 2, pairsToSettle: 9 })
  })

  it('does not depend on the unit', () => {
    expect(startup(wild, 1024)).toMatchObject({
      change: expect.closeTo(startup(wild, 1).change ?? Number.NaN, 12),
      verdict: 'unclear',
    })
  })

  it('counts a failed attempt as tried, and lets it spend what its look may spend', () => {
    const facts = factsOf(slower(calm, 1.2))
    const [baseline, candidate] = facts.measurements
    const failed = [...(candidate?.samples ?? [])].map((sample) =>
      sample.pair === 3 ? { pair: 3, failure: { reason: 'never-ready' as const, message: '' } } : sample,
    )
    const measurements = [baseline, candidate && { ...candidate, samples: failed }].flatMap(
      (one) => one ?? [],
    )
    expect(compared({ ...facts, measurements }, serviceWith(), 'startup')).toMatchObject({
      pairs: 8,
      verdict: 'worse',
    })
  })
})
