import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forecast, type Observed } from '../../../src/phases/ready/forecast.js'

const seen = (...took: readonly number[]): Observed[] =>
  took.map((tookMs) => ({ tookMs, isUpperBound: false }))
const late = (tookMs: number): Observed => ({ tookMs, isUpperBound: true })

describe('when to look for a condition', () => {
  it('is not foretold for the first start of a variant', () => {
    expect(forecast([])).toBeUndefined()
  })

  it('is shortly before the fastest of the recent starts', () => {
    expect(forecast(seen(400))?.firstLookMs).toBeCloseTo(360)
    expect(forecast(seen(100, 420, 400, 410, 430, 405))?.firstLookMs).toBeCloseTo(360)
  })

  it('is later where starts are alike, and comes in ever smaller steps until the fastest', () => {
    const alike = forecast(seen(400, 401, 402, 400, 401))
    expect(alike?.firstLookMs).toBeCloseTo(376)
    expect(alike?.pauseMs(376)).toBeCloseTo(12)
    expect(alike?.pauseMs(388)).toBeCloseTo(6)
    expect(forecast(seen(400, 420, 402, 410, 401))?.firstLookMs).toBeCloseTo(370)
  })

  it('comes in small steps from the first on where the one before came too late', () => {
    const caughtUp = forecast([...seen(400), late(360)])
    expect(caughtUp?.firstLookMs).toBeCloseTo(243)
    expect(caughtUp?.pauseMs(243)).toBeCloseTo(3.6)
  })

  it('is earlier each time that the first look came too late, until it is at once', () => {
    const looks = [400]
    const history = seen(400)
    for (let start = 0; start < 6; start++) {
      const at = forecast(history)?.firstLookMs ?? Number.NaN
      history.push(late(at + 1))
      looks.push(at)
    }
    for (const [index, at] of looks.slice(1).entries()) expect(at).toBeLessThan(looks[index] ?? 0)
    expect(looks.at(-1)).toBeLessThan(10)
  })

  it('is as late as before once a look was early enough again', () => {
    const before = forecast([...seen(400), late(360), late(250)])?.firstLookMs ?? 0
    const after = forecast([...seen(400), late(360), late(250), ...seen(240)])?.firstLookMs ?? 0
    expect(after).toBeGreaterThan(before)
    expect(after).toBeCloseTo(216)
  })

  it('comes again every few milliseconds, and less often once it is overdue', () => {
    const pause = (took: number, waited: number) => forecast(seen(took))?.pauseMs(waited)
    expect(pause(30, 30)).toBe(2)
    expect(pause(400, 395)).toBe(4)
    expect(pause(400, 430)).toBe(4)
    expect(forecast(seen(400, 500, 560))?.pauseMs(480)).toBeCloseTo(8)
    expect(pause(60_000, 60_000)).toBe(20)
    expect(pause(400, 400 + 3000)).toBe(100)
    expect(pause(400, 60_000)).toBe(250)
  })

  it('comes again sooner where looking in vain costs next to nothing', () => {
    expect(forecast(seen(500), true)?.pauseMs(495)).toBe(4)
    expect(forecast(seen(500))?.pauseMs(495)).toBe(5)
    expect(forecast(seen(500), true)?.firstLookMs).toBe(forecast(seen(500))?.firstLookMs)
  })

  it('is never before the start, never after the fastest, and the pauses stay within their bounds, whatever was seen', () => {
    const one = fc.record({
      tookMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
      isUpperBound: fc.boolean(),
    })
    fc.assert(
      fc.property(
        fc.array(one, { minLength: 1, maxLength: 12 }),
        fc.double({ min: 0, max: 2e6, noNaN: true }),
        (history, waited) => {
          const { firstLookMs = -1, pauseMs = () => 0 } = forecast(history) ?? {}
          expect(firstLookMs).toBeGreaterThanOrEqual(0)
          expect(firstLookMs).toBeLessThanOrEqual(Math.min(...history.slice(-5).map(({ tookMs }) => tookMs)))
          expect(pauseMs(waited)).toBeGreaterThanOrEqual(2)
          expect(pauseMs(waited)).toBeLessThanOrEqual(250)
        },
      ),
    )
  })

  it('finds a start within two hundredths where starts are alike, in a few looks', () => {
    const starts = fc.array(fc.double({ min: 0.97, max: 1.03, noNaN: true }), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(fc.double({ min: 20, max: 2000, noNaN: true }), starts, (usual, factors) => {
        const history: Observed[] = seen(usual)
        for (const factor of factors) {
          const truth = usual * factor
          const plan = forecast(history)
          let at = plan?.firstLookMs ?? 0
          let looks = 1
          while (at < truth) {
            at += plan?.pauseMs(at) ?? Number.NaN
            looks += 1
          }
          expect(looks).toBeGreaterThan(1)
          expect(looks).toBeLessThan(16)
          expect(at - truth).toBeLessThanOrEqual(Math.max(2, truth * 0.0225))
          history.push({ tookMs: at, isUpperBound: false })
        }
      }),
    )
  })
})
