import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balance, type Piece } from '../../../src/core/plan/sharing/balance.js'
import { openLoads } from '../../../src/core/plan/sharing/loads.js'

const anyPieces: fc.Arbitrary<readonly Piece[]> = fc.array(
  fc.record({ group: fc.nat(3), durationMs: fc.nat(50), arrivalMs: fc.constantFrom(0, 20) }),
  { minLength: 1, maxLength: 12 },
)

/** A machine's time, added up from what is on it. */
function addedUp(pieces: readonly Piece[], machineOf: readonly number[], machine: number): number {
  const here = pieces.filter((_, index) => machineOf[index] === machine)
  const arrivals = new Map(
    here.filter(({ arrivalMs }) => arrivalMs > 0).map((one) => [one.group, one.arrivalMs]),
  )
  return [...here.map(({ durationMs }) => durationMs), ...arrivals.values()].reduce((sum, ms) => sum + ms, 0)
}

describe('the loads of machines', () => {
  it('are what their pieces take, each group arriving once, however often pieces move', () => {
    const moves = fc.array(fc.tuple(fc.nat(11), fc.nat(2)), { maxLength: 20 })
    fc.assert(
      fc.property(anyPieces, moves, (pieces, all) => {
        const loads = openLoads(pieces, 3)
        for (const [index] of pieces.entries()) loads.put(index, index % 3)
        for (const [piece, to] of all.filter(([index]) => index < pieces.length)) {
          loads.take(piece)
          expect(loads.loadOf(to) + loads.costOfAdding(piece, to)).toBe(
            addedUp(pieces, loads.machineOf.with(piece, to), to),
          )
          loads.put(piece, to)
        }
        for (const machine of [0, 1, 2])
          expect(loads.loadOf(machine)).toBe(addedUp(pieces, loads.machineOf, machine))
      }),
    )
  })

  it('after an exchange are foretold', () => {
    fc.assert(
      fc.property(anyPieces, fc.nat(11), fc.nat(11), (pieces, one, other) => {
        const loads = openLoads(pieces, 2)
        for (const [index] of pieces.entries()) loads.put(index, index % 2)
        if (one % 2 !== 0 || other % 2 !== 1 || Math.max(one, other) >= pieces.length) return
        const exchanged = loads.machineOf.with(one, 1).with(other, 0)
        expect(loads.loadOf(0) - loads.gainOfTaking(one) + loads.costOfAdding(other, 0, one)).toBe(
          addedUp(pieces, exchanged, 0),
        )
      }),
    )
  })
})

it('an exchange against a piece of the group that costs nothing to arrive leaves the group where it is', () => {
  const free = { group: 3, durationMs: 0, arrivalMs: 0 }
  const pieces = [free, { ...free, arrivalMs: 20 }, { ...free, arrivalMs: 20 }]
  const loads = openLoads(pieces, 2)
  for (const [index] of pieces.entries()) loads.put(index, index % 2)
  expect(loads.costOfAdding(1, 0, 0)).toBe(0)
})

describe('a balance', () => {
  it('keeps a group together where it would end later apart', () => {
    const other = { group: 1, durationMs: 11, arrivalMs: 0 }
    const group = Array.from({ length: 2 }, () => ({ group: 0, durationMs: 1, arrivalMs: 10 }))
    expect(balance([other, ...group], 2)).toEqual([0, 1, 1])
  })

  it('leaves a machine empty only where it may, whatever there is to do there', () => {
    const nothing = Array.from({ length: 3 }, (_, group) => ({ group, durationMs: 0, arrivalMs: 0 }))
    expect(balance(nothing, 3)).toEqual([0, 0, 0])
    expect([...balance(nothing, 3, { leaveNoneEmpty: true })].sort()).toEqual([0, 1, 2])
  })
})
