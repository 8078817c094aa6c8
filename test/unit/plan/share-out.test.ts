import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lowerBoundMs } from '../../../scripts/bench/scale/lower-bound.mjs'
import type { ServiceCost } from '../../../src/core/plan/sharing/costs.js'
import * as costing from '../../../src/core/plan/sharing/costs.js'
import type { SharedOut } from '../../../src/core/plan/sharing/share.js'
import { type SharingRules, shareOut } from '../../../src/core/plan/sharing/share-out.js'
import { unitKey } from '../../../src/core/plan/units.js'
import { anyCosts, costOf, numbersFrom } from './costs.js'

const { canSpread, setUpMs, wholeMs } = costing
const count = fc.integer({ min: 1, max: 24 })
const anyRules: fc.Arbitrary<SharingRules> = fc.record({
  runners: fc.oneof(
    count.map((most) => ({ most })),
    count.map((exactly) => ({ exactly })),
  ),
  whole: fc.boolean(),
})

const unitsOf = (costs: readonly ServiceCost[]) => costs.flatMap(({ units }) => units.map(({ unit }) => unit))
const shardsWith = ({ shards }: SharedOut, service: string) =>
  shards.filter(({ units }) => units.some((unit) => unit.service === service))
const atMost = (most: number, whole = false): SharingRules => ({ runners: { most }, whole })
const exactly = (number: number, whole = false): SharingRules => ({ runners: { exactly: number }, whole })

describe('sharing out', () => {
  it('gives every unit to one shard, in the order of the config', () => {
    fc.assert(
      fc.property(anyCosts, anyRules, (costs, rules) => {
        const place = new Map(unitsOf(costs).map((unit, index) => [unitKey(unit), index]))
        const places = shareOut(costs, rules).shards.map(({ units }) =>
          units.map((unit) => place.get(unitKey(unit)) ?? -1),
        )
        expect(places.flat().sort((one, other) => one - other)).toEqual([...place.values()])
        for (const own of places) expect(own).toEqual([...own].sort((one, other) => one - other))
      }),
    )
  })

  it('gives the same from the same', () => {
    fc.assert(
      fc.property(anyCosts, anyRules, (costs, rules) => {
        expect(shareOut(structuredClone(costs), rules)).toEqual(shareOut(costs, rules))
      }),
    )
  })

  it('makes no more shards than it may, none without work, and exactly as many as were asked for', () => {
    fc.assert(
      fc.property(anyCosts, count, fc.boolean(), (costs, number, whole) => {
        const { shards, builds } = shareOut(costs, atMost(number, whole))
        expect(shards.length).toBeLessThanOrEqual(number)
        expect(builds.length).toBeLessThanOrEqual(number)
        for (const { units } of shards) expect(units).not.toEqual([])
        expect(shareOut(costs, exactly(number, whole)).shards.map((shard) => shard.number)).toEqual(
          Array.from({ length: number }, (_, index) => index + 1),
        )
      }),
    )
  })

  it('builds once, elsewhere, what is measured on several shards, and nothing else', () => {
    fc.assert(
      fc.property(anyCosts, anyRules, (costs, rules) => {
        const shared = shareOut(costs, rules)
        const spread = costs.filter(({ service }) => shardsWith(shared, service).length > 1)
        const built = shared.builds.flatMap(({ services }) => services)
        expect([...built].sort()).toEqual(spread.map(({ service }) => service).sort())
        if (rules.whole) expect(spread).toEqual([])
        for (const cost of spread) expect(canSpread(cost)).toBe(true)
      }),
    )
  })

  it('ends no later than anybody who always takes the next runner that is free', () => {
    fc.assert(
      fc.property(anyCosts, count, (costs, number) => {
        const longestMs = Math.max(0, ...costs.map(wholeMs))
        const allMs = costs.reduce((sum, cost) => sum + wholeMs(cost), 0)
        const { totalMs } = shareOut(costs, exactly(number, true))
        expect(totalMs).toBeLessThanOrEqual(setUpMs + allMs / number + longestMs * (1 - 1 / number) + 1)
      }),
    )
  })

  it('undercuts the lower bound nowhere', () => {
    fc.assert(
      fc.property(anyCosts, anyRules, (costs, rules) => {
        const { shards, totalMs } = shareOut(costs, rules)
        if (costs.length > 0)
          expect(totalMs).toBeGreaterThanOrEqual(Math.floor(lowerBoundMs(costs, shards.length, costing)))
      }),
    )
  })

  it.each([2, 6, 20])('comes within a tenth of it for 60 services of many sizes on %i shards', (number) => {
    const random = numbersFrom(11)
    const size = () => Math.round(5_000 + 60_000 * random() ** 3)
    const costs = Array.from({ length: 60 }, (_, index) =>
      costOf(`service ${index}`, { prepareMs: size(), timedMs: size(), suitesMs: [size(), size(), size()] }),
    )
    const { shards, totalMs } = shareOut(costs, atMost(number))
    expect(shards).toHaveLength(number)
    expect(totalMs / lowerBoundMs(costs, number, costing)).toBeLessThanOrEqual(1.1)
  })

  it('exchanges pieces where the longest first alone would not do', () => {
    const costs = [5, 5, 4, 3, 3].map((minutes, index) =>
      costOf(`service ${index}`, { prepareMs: 0, timedMs: minutes * 60_000 }),
    )
    expect(shareOut(costs, atMost(2)).totalMs).toBe(setUpMs + 10 * 60_000)
  })
})

describe('how many shards there are', () => {
  it('is one, where more would be set up longer than they work', () => {
    const costs = ['a', 'b', 'c'].map((name) => costOf(name, { prepareMs: 5_000, timedMs: 9_000 }))
    expect(shareOut(costs, atMost(256)).shards).toHaveLength(1)
  })

  it('is no more than it takes to end with the longest service', () => {
    const long = costOf('long', { timedMs: 1_200_000 })
    const short = Array.from({ length: 20 }, (_, index) => costOf(`short ${index}`))
    const { shards } = shareOut([long, ...short], atMost(256))
    expect(shards.length).toBeLessThanOrEqual(4)
  })

  it('is none where no service is in the run, unless somebody has runners ready', () => {
    expect(shareOut([], atMost(256)).shards).toEqual([])
    expect(shareOut([], exactly(3)).shards.map(({ units }) => units)).toEqual([[], [], []])
  })

  it('where exactly so many are asked for, leaves none empty while there are units', () => {
    const costs = ['a', 'b', 'c'].map((name) => costOf(name, { suitesMs: [8_000, 9_000] }))
    const busy = (number: number) =>
      shareOut(costs, exactly(number)).shards.filter(({ units }) => units.length > 0)
    expect([2, 3, 6, 9].map((number) => busy(number).length)).toEqual([2, 3, 6, 9])
    expect(busy(20)).toHaveLength(9)
  })
})

describe('a service', () => {
  const suites = Array.from({ length: 6 }, () => 600_000)

  it('with long suites is spread, built first, and no sooner than that pays', () => {
    const shared = shareOut([costOf('long', { suitesMs: suites })], atMost(8))
    expect(shared.builds).toMatchObject([{ number: 1, services: ['long'] }])
    expect(shardsWith(shared, 'long').length).toBe(7)
    expect(shareOut([costOf('short', { suitesMs: [9_000, 9_000, 9_000] })], atMost(8)).builds).toEqual([])
  })

  it('that a process runs is never spread', () => {
    const { builds, shards } = shareOut([costOf('host', { suitesMs: suites, staysWhole: true })], exactly(8))
    expect(builds).toEqual([])
    expect(shards.filter(({ units }) => units.length > 0)).toHaveLength(1)
  })
})
