import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectOf } from '../../../src/core/stats/effect.js'
import type { Pair } from '../../../src/core/stats/pairs.js'

const time = fc.double({ noNaN: true, min: 1, max: 5 })
/** Some take very long, some equally long. */
const slowness = fc.constantFrom(1, 1, 1, 1.5, 1000)
const pairsOf = (minLength: number) =>
  fc.array(
    fc.record({ baseline: time, candidate: time, slowness }).map(({ baseline, candidate, slowness: by }) => ({
      baseline: baseline * by,
      candidate: candidate * by,
    })),
    { minLength, maxLength: 14 },
  )
const ratiosOf = (pairs: readonly Pair[]) => pairs.map(({ baseline, candidate }) => candidate / baseline)
/** How long a pair took has nothing to do with its ratio. */
const ofRatios = (...ratios: readonly number[]) =>
  ratios.map((ratio, index) => {
    const baseline = 1 + ((index * 7) % ratios.length) / 10
    return { baseline, candidate: ratio * baseline }
  })

describe('an effect', () => {
  it('lies in its interval, and both within the range of the pairs', () => {
    fc.assert(
      fc.property(pairsOf(6), (pairs) => {
        const effect = effectOf(pairs, 0.05)
        const { low = Number.NaN, high = Number.NaN } = effect?.interval ?? {}
        expect(low).toBeLessThanOrEqual(effect?.ratio ?? Number.NaN)
        expect(high).toBeGreaterThanOrEqual(effect?.ratio ?? Number.NaN)
        expect(low).toBeGreaterThanOrEqual(Math.min(...ratiosOf(pairs)) * (1 - 1e-12))
        expect(high).toBeLessThanOrEqual(Math.max(...ratiosOf(pairs)) * (1 + 1e-12))
      }),
    )
  })

  it('does not depend on the order of the pairs, and is the same to the last bit each time', () => {
    fc.assert(
      fc.property(pairsOf(6), (pairs) => {
        const effect = effectOf(pairs, 0.05)
        expect(effectOf(pairs, 0.05)).toEqual(effect)
        expect(effectOf([...pairs].reverse(), 0.05)).toEqual(effect)
      }),
    )
  })

  it('is turned over when the roles are', () => {
    fc.assert(
      fc.property(pairsOf(6), (pairs) => {
        const effect = effectOf(pairs, 0.05)
        const turned = effectOf(
          pairs.map(({ baseline, candidate }) => ({ baseline: candidate, candidate: baseline })),
          0.05,
        )
        expect((effect?.ratio ?? 0) * (turned?.ratio ?? 0)).toBeCloseTo(1, 6)
        expect((effect?.interval?.low ?? 0) * (turned?.interval?.high ?? 0)).toBeCloseTo(1, 6)
        expect((effect?.interval?.high ?? 0) * (turned?.interval?.low ?? 0)).toBeCloseTo(1, 6)
      }),
    )
  })

  it('is none where of two pairs that took equally long one is as much faster as the other is slower', () => {
    const alike = { baseline: 1, candidate: 1 }
    const pairs = [alike, { baseline: 5, candidate: 1 }, { baseline: 1, candidate: 5 }, alike, alike, alike]
    expect(effectOf(pairs, 0.05)?.ratio).toBeCloseTo(1, 6)
  })

  it('grows with what all pairs grow by', () => {
    fc.assert(
      fc.property(pairsOf(6), (pairs) => {
        const effect = effectOf(pairs, 0.05)
        const doubled = effectOf(
          pairs.map(({ baseline, candidate }) => ({ baseline, candidate: 2 * candidate })),
          0.05,
        )
        expect((doubled?.ratio ?? 0) / (effect?.ratio ?? 0)).toBeCloseTo(2, 6)
        expect((doubled?.interval?.low ?? 0) / (effect?.interval?.low ?? 0)).toBeCloseTo(2, 6)
      }),
    )
  })

  it('has a narrower interval where more error is accepted', () => {
    const pairs = ofRatios(1.02, 1.1, 0.97, 1.2, 1.07, 1.15, 1.01, 0.99, 1.3, 1.12, 1.08, 1.04)
    const width = (accepted: number) => {
      const { low = 0, high = 0 } = effectOf(pairs, accepted)?.interval ?? {}
      return high - low
    }
    expect(width(0.2)).toBeLessThan(width(0.05))
    expect(width(0.05)).toBeLessThan(width(0.001))
  })

  it('is not led astray by pairs that a burst has struck', () => {
    const calm = ofRatios(1.1, 1.12, 1.09, 1.11, 1.08, 1.13, 1.1, 1.07)
    const struck = [...calm, { baseline: 2, candidate: 3.8 }, { baseline: 3, candidate: 2 }]
    expect(Math.abs((effectOf(struck, 0.05)?.ratio ?? 0) - 1.1)).toBeLessThan(0.02)
    expect(effectOf(struck, 0.05)?.interval?.low).toBeGreaterThan(1.05)
  })

  it('is found among many pairs that a burst has struck, for they took longer', () => {
    const calm = ofRatios(1.1, 1.12, 1.09, 1.11, 1.08, 1.13, 1.1, 1.07, 1.06, 1.14, 1.09, 1.1)
    const struckAt = (level: number) =>
      [1.5, 0.7, 1.5, 0.7, 0.6, 1.4, 0.8].map((ratio) => ({ baseline: level, candidate: level * ratio }))
    const lowOf = (pairs: readonly Pair[]) => effectOf(pairs, 0.05)?.interval?.low
    expect(lowOf([...calm, ...struckAt(20)])).toBeGreaterThan(1)
    expect(lowOf([...calm, ...struckAt(1.5)])).toBeLessThan(1)
  })

  it('has no interval where the pairs are too few for it, and does not exist without pairs', () => {
    expect(effectOf(ofRatios(1.1, 1.2, 1.1, 1.2, 1.1), 0.05)).not.toHaveProperty('interval')
    expect(
      effectOf(
        [
          { baseline: 1, candidate: 4 },
          { baseline: 2, candidate: 2 },
        ],
        0.05,
      )?.ratio,
    ).toBeCloseTo(2, 6)
    expect(effectOf([], 0.05)).toBeUndefined()
  })

  it('of pairs that are all alike is exact', () => {
    expect(
      effectOf(
        [1, 2, 3, 4, 5, 6].map((one) => ({ baseline: one, candidate: 1.5 * one })),
        0.05,
      ),
    ).toEqual({
      ratio: 1.5,
      interval: { low: 1.5, high: 1.5 },
    })
  })
})
