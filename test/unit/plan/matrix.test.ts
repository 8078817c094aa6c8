import { describe, expect, it } from 'vitest'
import type { PlanDocument } from '../../../src/core/domain/plan.js'
import { matricesOf } from '../../../src/core/plan/matrix.js'
import { planOf, threeServices } from './plans.js'

describe('the matrices of a plan', () => {
  it('give each runner its shard, a title and the artifacts it needs', () => {
    const { id } = planOf({ exactly: 6 })
    const { builds, shards } = matricesOf(planOf({ exactly: 6 }))
    expect(builds).toEqual([
      { number: 1, shard: '1/2', name: 'api' },
      { number: 2, shard: '2/2', name: 'web' },
    ])
    expect(shards).toEqual([
      { number: 1, shard: '1/6', name: 'api timed', images: `container-migrate-${id}-images-1` },
      { number: 2, shard: '2/6', name: 'api/one', images: `container-migrate-${id}-images-1` },
      { number: 3, shard: '3/6', name: 'api/two', images: `container-migrate-${id}-images-1` },
      { number: 4, shard: '4/6', name: 'web timed', images: `container-migrate-${id}-images-2` },
      { number: 5, shard: '5/6', name: 'web/one', images: `container-migrate-${id}-images-2` },
      { number: 6, shard: '6/6', name: 'worker', images: '' },
    ])
  })

  it('name several artifacts by one pattern', () => {
    const plan = planOf({ exactly: 6 })
    const [first, ...others] = plan.shards
    const units = [...(first?.units ?? []), ...(others[2]?.units ?? [])]
    const [entry] = matricesOf({ ...plan, shards: [{ number: 1, estimateMs: 0, units }] }).shards
    expect(entry?.images).toBe(`container-migrate-${plan.id}-images-{1,2}`)
  })

  it('are empty where no service is in the run', () => {
    const none = planOf({ most: 256 }, { config: { ...threeServices(), services: [] } })
    expect(matricesOf(none)).toEqual({ builds: [], shards: [] })
  })

  it('call a runner that has nothing to do so', () => {
    expect(matricesOf(planOf({ exactly: 9 })).shards.at(-1)).toEqual({
      number: 9,
      shard: '9/9',
      name: 'nothing',
      images: '',
    })
  })

  it('keep titles short and harmless, whatever services are called', () => {
    const names = [
      '${{ secrets.TOKEN }}',
      '::set-output name=a::b\n::error::',
      'x'.repeat(300),
      'ü 日本',
      'e',
      'f',
    ]
    const [template] = threeServices().services
    if (template === undefined) throw new Error('no service')
    const services = names.map((name) => ({ ...template, name, smoke: [] }))
    const { shards } = matricesOf(planOf({ exactly: 1 }, { config: { ...threeServices(), services } }))
    expect(shards.map(({ name }) => name)).toEqual([
      '___ secrets.TOKEN __, __set-output name_a__b___error__ and 4 more',
    ])
    const each = matricesOf(planOf({ exactly: 6 }, { config: { ...threeServices(), services } })).shards
    expect(each.map(({ name }) => name)).toEqual([
      '___ secrets.TOKEN __',
      '__set-output name_a__b___error__',
      `${'x'.repeat(59)}…`,
      'ü 日本',
      'e',
      'f',
    ])
  })

  it('of 256 runners that all need all images stay below what GitHub carries from job to job', () => {
    const services = Array.from({ length: 256 }, (_, index) => `a service with a long name ${index}`)
    const plan: PlanDocument = {
      ...planOf({ exactly: 1 }),
      builds: services.map((service, index) => ({ number: index + 1, services: [service], estimateMs: 1 })),
      shards: services.map((_, index) => ({
        number: index + 1,
        estimateMs: 1,
        units: services.map((service) => ({ unit: 'suite', service, suite: 'a suite' })),
      })),
    }
    expect(JSON.stringify(matricesOf(plan)).length).toBeLessThan(1_000_000)
  })
})
