import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { PlanDocument } from '../../../src/core/domain/plan.js'
import { planId } from '../../../src/core/plan/plan-id.js'
import { parsePlan } from '../../../src/core/record/parse-plan.js'
import { parsedConfig, service } from '../config/parsed.js'
import { planOf } from '../plan/plans.js'

const plans: readonly (readonly [string, PlanDocument])[] = [
  ['on one shard', planOf({ exactly: 1 })],
  ['on seven', planOf({ exactly: 7 })],
  ['by a registry', planOf({ exactly: 7 }, { travel: { by: 'registry', repository: 'ghcr.io/org/images' } })],
  ['of no service', planOf({ most: 9 }, { config: { ...planOf({ most: 1 }).config, services: [] } })],
  [
    'with answers of all kinds in its checks',
    planOf(
      { most: 2 },
      {
        config: parsedConfig(
          service(
            'smoke: { a: [{ http: POST /, body: { n: null, x: [1.5, -0, "ü\\u2028"] } }] }\nrun: { port: 80 }',
          ),
        ),
      },
    ),
  ],
]
const written = (plan: PlanDocument): unknown => JSON.parse(JSON.stringify(plan, null, 2))
/** As somebody would write it who knows how ids are made. */
const forged = ({ id: _, ...plan }: PlanDocument): unknown => written({ ...plan, id: planId(plan) })

describe('a plan', () => {
  it.each(plans)('comes back from its file as it was made (%s)', (_name, plan) => {
    expect(parsePlan(written(plan))).toEqual({ outcome: 'parsed', plan: written(plan) })
  })

  it('has an id that names everything in it, and may stand in any file name', () => {
    const ids = plans.map(([, { id }]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/)
    expect(planOf({ exactly: 7 }).id).toBe(planOf({ exactly: 7 }).id)
  })

  it('has the same id whatever the order of its members', () => {
    const plan = planOf({ exactly: 7 })
    const turned = Object.fromEntries(Object.entries(plan).reverse())
    expect(parsePlan(turned)).toMatchObject({ outcome: 'parsed', plan: { id: plan.id } })
  })

  it.each([null, undefined, 7, 'x', [], {}, { planVersion: 2 }])('is not %j', (document) => {
    expect(parsePlan(document)).toMatchObject({ outcome: 'refused', path: 'planVersion' })
  })

  it('that is damaged or says more than we know is refused with the place', () => {
    const plan = planOf({ exactly: 7 })
    expect(parsePlan({ ...plan, shards: [{ number: 1 }] })).toMatchObject({
      outcome: 'refused',
      path: 'shards.0.units',
    })
    expect(parsePlan({ ...plan, extra: 1 })).toMatchObject({ outcome: 'refused', path: 'extra' })
  })

  it('that was changed after it was made is refused', () => {
    const plan = planOf({ exactly: 7 })
    expect(parsePlan({ ...plan, unchanged: ['web'] })).toMatchObject({ outcome: 'refused', path: 'id' })
  })

  it('by which nobody could work is refused: a unit done twice, missing or unknown, images that nobody builds', () => {
    const plan = planOf({ exactly: 7 })
    const [first, ...others] = plan.shards
    if (first === undefined) throw new Error('no shards')
    const stray = { unit: 'timed', service: 'stray' } as const
    const refusal = (changed: Partial<PlanDocument>) => parsePlan(forged({ ...plan, ...changed }))
    expect(
      refusal({ shards: [{ ...first, units: [...first.units, ...first.units] }, ...others] }),
    ).toMatchObject({
      outcome: 'refused',
      path: 'shards',
    })
    expect(refusal({ shards: [{ ...first, units: [] }, ...others] })).toMatchObject({
      path: 'shards',
      message: '["api"] is missing',
    })
    expect(refusal({ shards: [{ ...first, units: [...first.units, stray] }, ...others] })).toMatchObject({
      path: 'shards',
    })
    expect(refusal({ shards: others })).toMatchObject({ path: 'shards.0.number' })
    expect(refusal({ builds: [] })).toMatchObject({ path: 'builds', message: 'api is missing' })
  })
})

describe('the published schema of the plan', () => {
  const schema = JSON.parse(readFileSync('schema/plan.schema.json', 'utf8'))
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)

  it.each(plans)('accepts what we write (%s)', (_name, plan) => {
    expect(validate(written(plan)), JSON.stringify(validate.errors)).toBe(true)
  })

  it('refuses what we would refuse', () => {
    expect(validate({ ...planOf({ exactly: 2 }), extra: 1 })).toBe(false)
    expect(validate({ planVersion: 1 })).toBe(false)
  })
})
