import { describe, expect, it } from 'vitest'
import { orderOf, type Turn } from '../../../src/core/stats/pairs.js'

const orders = Array.from({ length: 12 }, (_, pair) => orderOf(pair, true))

describe('triples', () => {
  it('are taken in rotated order, and after three of them rotated the other way round', () => {
    const letters = { baseline: 'a', candidate: 'b', base: 'c' }
    expect(orders.slice(0, 6).map((order) => order.map((turn) => letters[turn]).join(''))).toEqual([
      'abc',
      'cab',
      'bca',
      'acb',
      'bac',
      'cba',
    ])
    expect(orders.slice(6)).toEqual(orders.slice(0, 6))
  })

  it('begin with whoever ended the one before, so that every variant is held against itself too', () => {
    for (const [index, order] of orders.slice(0, -1).entries()) expect(orders[index + 1]?.[0]).toBe(order[2])
  })

  it.each([
    ['baseline', 'candidate'],
    ['base', 'candidate'],
    ['baseline', 'base'],
  ] as const)('have %s as often before %s as after it', (one: Turn, other: Turn) => {
    const before = orders.slice(0, 6).filter((order) => order.indexOf(one) < order.indexOf(other))
    expect(before).toHaveLength(3)
  })
})
