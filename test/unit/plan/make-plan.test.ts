import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../src/core/config/parse-config.js'
import { makePlan } from '../../../src/core/plan/make-plan.js'

const config = () => {
  const parsed = parseConfig(
    `version: 1
defaults: { samples: { min: 3, max: 9 }, run: { port: 80 } }
services:
  a:
    baseline: { image: a:1 }
    candidate: { image: a:2 }
    smoke: { one: [{ http: GET / }], two: [{ tcp: 80 }] }
  b: { baseline: { image: b:1 }, candidate: { image: b:2 } }
  c:
    baseline: { image: c:1 }
    candidate: { image: c:2 }
    budgets: { startup: { migration: 5% } }
    samples: { min: 6, max: 20 }
`,
    'c.yml',
  )
  if (parsed.outcome === 'invalid') throw new Error(JSON.stringify(parsed.errors))
  return parsed.config
}

describe('a plan', () => {
  const plan = makePlan(config())

  it('prepares every variant of every service once', () => {
    expect(plan.prepare.map(({ service, role }) => `${service} ${role}`)).toEqual([
      'a baseline',
      'a candidate',
      'b baseline',
      'b candidate',
      'c baseline',
      'c candidate',
    ])
  })

  it('starts pairs back to back, a marked warm-up first, the order turning with each', () => {
    const a = plan.starts.filter(({ ref }) => ref.service === 'a')
    expect(a.map(({ ref, pair, warmUp }) => [pair, ref.role[0], warmUp])).toEqual([
      [0, 'b', true],
      [0, 'c', true],
      [1, 'c', false],
      [1, 'b', false],
      [2, 'b', false],
      [2, 'c', false],
      [3, 'c', false],
      [3, 'b', false],
    ])
  })

  it('looks once, at the fewest pairs, where no budget is to be settled', () => {
    const looks = plan.starts.filter(({ look }) => look)
    expect(
      looks.filter(({ ref }) => ref.service !== 'c').map(({ ref, pair }) => [ref.service, pair]),
    ).toEqual([
      ['a', 3],
      ['b', 3],
    ])
  })

  it('goes on to the most pairs where one is, and looks seldom on the way, at whole pairs', () => {
    const c = plan.starts.filter(({ ref }) => ref.service === 'c')
    expect(c).toHaveLength(2 * 21)
    const looks = c.flatMap((step, index) => (step.look ? [index] : []))
    expect(looks.map((index) => c[index]?.pair)).toEqual([9, 13, 20])
    for (const index of looks) expect(c[index - 1]?.pair).toBe(c[index]?.pair)
  })

  it('smokes every suite on both variants, and none where there is none', () => {
    expect(plan.cells.map(({ ref, suite }) => `${ref.service} ${suite} ${ref.role}`)).toEqual([
      'a one baseline',
      'a one candidate',
      'a two baseline',
      'a two candidate',
    ])
  })
})
