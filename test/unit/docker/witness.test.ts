import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitWithin, holdAgainst, toleranceMs } from '../../../src/docker/witness.js'

const seen = { askedAt: 1000, createdAt: 1030, answeredAt: 1240 }
const told = { createEventAt: 1029, processStartedAt: 1231, startEventAt: 1238 }

describe('a stamp that must lie between two moments', () => {
  it('stays where it is between them, and at the nearer one where the clocks put it just outside', () => {
    expect(fitWithin(1031, 1030, 1240)).toBe(1031)
    expect(fitWithin(1029, 1030, 1240)).toBe(1030)
    expect(fitWithin(1241, 1030, 1240)).toBe(1240)
  })

  it('is none where no clock explains it', () => {
    expect(fitWithin(1030 - toleranceMs - 0.1, 1030, 1240)).toBeUndefined()
    expect(fitWithin(1240 + toleranceMs + 0.1, 1030, 1240)).toBeUndefined()
  })
})

describe("the engine's account of a start", () => {
  it('is believed where everything lies where it can lie', () => {
    expect(holdAgainst({ ...seen, ...told })).toEqual({ createEventMs: 29, startEventMs: 238 })
  })

  it('is believed on one stamp alone where the events are missing', () => {
    expect(holdAgainst({ ...seen, processStartedAt: 1231 })).toEqual({})
    expect(holdAgainst(seen)).toEqual({})
  })

  it('is refused, and by how much, where a clock lies', () => {
    const lies = (by: number) =>
      holdAgainst({
        ...seen,
        createEventAt: told.createEventAt + by,
        processStartedAt: told.processStartedAt + by,
        startEventAt: told.startEventAt + by,
      })
    expect(lies(40)).toMatchObject({ refused: 'out-of-order', contradictionMs: 39 })
    expect(lies(-300)).toMatchObject({ refused: 'out-of-order', contradictionMs: 271 })
    expect(lies(1).refused).toBeUndefined()
  })

  it('is refused where its stamp and its event contradict one another', () => {
    expect(holdAgainst({ ...seen, ...told, startEventAt: 1131 })).toMatchObject({
      refused: 'out-of-order',
      contradictionMs: 100,
    })
  })

  it('is never refused in the right order, and always where two of it are swapped by more than the clocks allow', () => {
    const gaps = fc.array(fc.double({ min: toleranceMs + 0.1, max: 5000, noNaN: true }), {
      minLength: 6,
      maxLength: 6,
    })
    fc.assert(
      fc.property(gaps, fc.nat(4), (steps, swapped) => {
        const at = steps.map((_, index) => steps.slice(0, index + 1).reduce((sum, step) => sum + step, 0))
        const accounts = (order: readonly number[]) => {
          const [askedAt = 0, createEventAt, createdAt = 0, processStartedAt, startEventAt, answeredAt = 0] =
            order
          return {
            askedAt,
            createdAt,
            answeredAt,
            createEventAt,
            processStartedAt,
            startEventAt,
          } as Parameters<typeof holdAgainst>[0]
        }
        expect(holdAgainst(accounts(at)).refused).toBeUndefined()
        const wrong = at.with(swapped, at[swapped + 1] ?? 0).with(swapped + 1, at[swapped] ?? 0)
        expect(holdAgainst(accounts(wrong)).refused).toBe('out-of-order')
      }),
    )
  })
})
