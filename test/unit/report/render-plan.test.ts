import { describe, expect, it } from 'vitest'
import type { PlanDocument } from '../../../src/core/domain/plan.js'
import { renderPlan } from '../../../src/core/report/render-plan.js'
import { planOf, threeServices } from '../plan/plans.js'

const shown = (plan: PlanDocument, width = 100) => renderPlan(plan, { color: false, width })

describe('a plan, for somebody at a terminal', () => {
  it('says how many runners it takes, how long, and what each of them does', () => {
    const plan = planOf({ exactly: 5 })
    const text = shown(plan)
    expect(text).toMatch(
      /^3 services on 5 shards, after 1 runner that builds for others: about \d+ min if all run at once\n/,
    )
    expect(text).toMatch(/^ {2}build 1\/1 +about \d+ (s|min) {2}api$/m)
    expect(text).toMatch(/^ {2}shard 1\/5 +about \d+ (s|min) {2}api timed$/m)
    expect(text).toMatch(/^ {2}shard 5\/5 +about \d+ (s|min) {2}worker$/m)
    expect(text).toContain('the images travel as files: api\n')
    expect(text).toMatch(new RegExp(`plan ${plan.id}\n$`))
  })

  it('names what travels by a registry, and says nothing of travel where nothing does', () => {
    const registry = { by: 'registry', repository: 'ghcr.io/org/images' } as const
    expect(shown(planOf({ exactly: 5 }, { travel: registry }))).toContain(
      'travel by ghcr.io/org/images: api\n',
    )
    expect(shown(planOf({ exactly: 1 }))).not.toContain('travel')
  })

  it('says which services are not in the run, and against what they did not change', () => {
    const plan: PlanDocument = {
      ...planOf({ exactly: 1 }),
      scope: { by: 'changed', mergeBase: '0123456789abcdef0123456789abcdef01234567', note: 'A note.' },
      unchanged: ['auth', 'mail'],
    }
    expect(shown(plan)).toContain(`3 of 5 services changed since the merge base 0123456789ab.
A note.
Unchanged since the merge base 0123456789ab, so not in this run: auth, mail
`)
  })

  it('says so where there is nothing to do, for a shard or for all', () => {
    expect(shown(planOf({ exactly: 9 }))).toMatch(/shard 9\/9 +nothing to do: writes an empty part/)
    expect(shown(planOf({ most: 9 }, { config: { ...threeServices(), services: [] } }))).toMatch(
      /^No service is in this run\n/,
    )
  })

  it('breaks long lines below the place they begin at', () => {
    const lines = shown(planOf({ exactly: 1 }), 40).split('\n')
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(40)
  })

  it('shows names as what can be seen of them', () => {
    const config = threeServices()
    const services = config.services.map((service) => ({
      ...service,
      name: `${service.name}\u001b[2J\n::error::`,
    }))
    const text = shown(planOf({ exactly: 1 }, { config: { ...config, services } }))
    expect(text).not.toContain('\u001b')
    expect(text).not.toMatch(/^::/m)
  })
})
