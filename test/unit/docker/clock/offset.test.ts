import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEngineTime } from '../../../../src/docker/clock/engine-time.js'
import { type ClockReading, momentOf, narrow, type Offset } from '../../../../src/docker/clock/offset.js'

/** What both clocks show where the wall clock is ahead by `offset` and the two looks at the other are `lasts` apart. */
const reading = (at: number, offset: number, lasts = 0.01): ClockReading => ({
  before: at - lasts / 2,
  wall: Math.floor(at + offset),
  after: at + lasts / 2,
})

const readAll = (readings: readonly ClockReading[]): Offset =>
  readings.reduce<Offset | undefined>(narrow, undefined) as Offset

const width = ({ low, high }: Offset) => high - low

describe('the offset between the wall clock and the monotonic one', () => {
  const moments = fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 60 })
  const offsets = fc.double({ min: 1.6e12, max: 1.9e12, noNaN: true })
  const lasting = fc.double({ min: 0, max: 5, noNaN: true })

  it('always lies between the two bounds, whatever is read when and however long a reading takes', () => {
    fc.assert(
      fc.property(moments, offsets, lasting, (times, offset, lasts) => {
        const found = readAll(times.map((at) => reading(at, offset, lasts)))
        expect(found.low).toBeLessThanOrEqual(offset + 0.01)
        expect(found.high).toBeGreaterThanOrEqual(offset - 0.01)
        expect(found.since).toBe(Number.NEGATIVE_INFINITY)
      }),
    )
  })

  it('is known ever more closely, to some hundredths of a millisecond after the readings of one start', () => {
    const times = Array.from({ length: 30 }, (_, index) => 1000 + index * 7.137)
    expect(width(readAll(times.slice(0, 1).map((at) => reading(at, 1.7e12 + 0.4))))).toBeGreaterThan(0.9)
    const found = readAll(times.map((at) => reading(at, 1.7e12 + 0.4)))
    expect(width(found)).toBeLessThan(0.1)
    expect(momentOf(1.7e12 + 2000, found)).toBeCloseTo(1999.6, 1)
  })

  it('starts anew where somebody sets the wall clock, forward or back', () => {
    for (const step of [-3_600_000, -3, 3, 3_600_000]) {
      const before = [1000, 1007.3, 1014.9].map((at) => reading(at, 1.7e12))
      const after = [1022.1, 1029.6].map((at) => reading(at, 1.7e12 + step))
      const found = readAll([...before, ...after])
      expect(found.since).toBeCloseTo(1022.1, 1)
      expect(momentOf(1.7e12 + step + 1030, found)).toBeGreaterThan(1029)
      expect(momentOf(1.7e12 + step + 1030, found)).toBeLessThan(1031)
    }
  })

  it('follows a slow drift without calling it a clock that was set', () => {
    const times = Array.from({ length: 2000 }, (_, index) => index * 7.137)
    const found = readAll(times.map((at) => reading(at, 1.7e12 + at * 0.0001)))
    expect(found.since).toBe(Number.NEGATIVE_INFINITY)
    expect(momentOf(1.7e12 + 15_000, found)).toBeCloseTo(15_000 - 1.43, 0)
  })
})

describe("the engine's times", () => {
  it('are read to the microsecond, in any zone', () => {
    const at = Date.UTC(2026, 10, 20, 13, 50, 49)
    expect(parseEngineTime('2026-11-20T13:50:49.123456789Z')).toBeCloseTo(at + 123.4568, 3)
    expect(parseEngineTime('2026-11-20T15:50:49.5+02:00')).toBe(at + 500)
    expect(parseEngineTime('2026-11-20T13:50:49Z')).toBe(at)
  })

  it('are none where it never happened or the text is something else', () => {
    for (const text of ['0001-01-01T00:00:00Z', '', 'GET /health', '2026-11-20', '2026-99-20T13:50:49Z'])
      expect(parseEngineTime(text)).toBeUndefined()
  })
})
