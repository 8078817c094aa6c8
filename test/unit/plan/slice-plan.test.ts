import { describe, expect, it } from 'vitest'
import { makePlan } from '../../../src/core/plan/make-plan.js'
import { refsOfBuildShard, slicePlan } from '../../../src/core/plan/slice-plan.js'
import { planOf } from './plans.js'

describe('the slices of a plan', () => {
  const document = planOf({ exactly: 7 })
  const slices = document.shards.map(({ number }) => slicePlan(document, number).plan)
  const whole = makePlan(document.config)

  it.each(['builds', 'starts', 'cells', 'loads'] as const)('have every step of %s once', (phase) => {
    const text = (steps: readonly unknown[]) => steps.map((step) => JSON.stringify(step)).sort()
    expect(whole[phase].length).toBeGreaterThan(0)
    expect(text(slices.flatMap((slice) => [...slice[phase]]))).toEqual(text(whole[phase]))
  })

  it('prepare both variants of each service that they have something of, and know its whole config', () => {
    for (const { number, units } of document.shards) {
      const { plan, services } = slicePlan(document, number)
      const names = [...new Set(units.map(({ service }) => service))]
      expect(services).toEqual(document.config.services.filter(({ name }) => names.includes(name)))
      expect(plan.prepare.map(({ service, role }) => `${service} ${role}`)).toEqual(
        names.flatMap((name) => [`${name} baseline`, `${name} candidate`]),
      )
    }
  })

  it('of one shard alone are the whole run', () => {
    expect(slicePlan(planOf({ exactly: 1 }), 1).plan).toEqual(whole)
  })

  it('for others are both variants of what is measured on several shards', () => {
    const refs = document.builds.flatMap(({ number }) => refsOfBuildShard(document, number))
    const services = document.builds.flatMap((build) => build.services)
    expect(services).toContain('api')
    expect(refs.map(({ service, role, revision }) => `${service} ${role} ${revision}`)).toEqual(
      services.flatMap((service) => [`${service} baseline head`, `${service} candidate head`]),
    )
  })

  it('are of shards that the plan has', () => {
    expect(() => slicePlan(document, 8)).toThrow('the plan has no shard 8')
    expect(() => refsOfBuildShard(document, 0)).toThrow('the plan has no build shard 0')
  })
})
