import { describe, expect, it } from 'vitest'
import { estimateCosts, type Remembered } from '../../../src/core/plan/sharing/estimate.js'
import { remember, type SpentRun } from '../../../src/core/plan/sharing/remember.js'
import { parsedConfig } from '../config/parsed.js'
import { threeServices } from './plans.js'

const nothing: Remembered = () => undefined
const one = (rest: string, variant = 'image: "a:1"') =>
  estimateCosts(
    parsedConfig(`version: 1
services:
  a:
    baseline: { ${variant} }
    candidate: { ${variant} }
    run: { port: 80 }
${rest}
`),
    nothing,
  )[0]
const timedMs = (rest: string) => one(rest)?.units[0]?.durationMs ?? 0
const suiteMs = (checks: string) => one(`    smoke: { s: [${checks}] }`)?.units[1]?.durationMs ?? 0

describe('what a service costs, guessed from its config', () => {
  it('is told for its timed part and each of its suites, in their order', () => {
    expect(
      estimateCosts(threeServices(), nothing).map(({ service, units }) => [
        service,
        ...units.map(({ unit }) => unit),
      ]),
    ).toEqual([
      [
        'api',
        { unit: 'timed', service: 'api' },
        { unit: 'suite', service: 'api', suite: 'one' },
        { unit: 'suite', service: 'api', suite: 'two' },
      ],
      ['web', { unit: 'timed', service: 'web' }, { unit: 'suite', service: 'web', suite: 'one' }],
      ['worker', { unit: 'timed', service: 'worker' }, { unit: 'suite', service: 'worker', suite: 'all' }],
    ])
  })

  it('is more to build than to pull', () => {
    expect(one('', 'dockerfile: Dockerfile')?.prepareMs).toBeGreaterThan(one('')?.prepareMs ?? Number.NaN)
  })

  it('grows with the pairs that are taken, up to the time they may take', () => {
    const pairs = (samples: string) => timedMs(`    samples: { ${samples} }`)
    expect(pairs('min: 12, max: 20')).toBeGreaterThan(pairs('min: 6, max: 20'))
    const settled = (samples: string) =>
      timedMs(`    samples: { ${samples} }\n    budgets: { startup: { migration: 5% } }`)
    expect(settled('min: 6, max: 60')).toBeGreaterThan(settled('min: 6, max: 20'))
    expect(settled('min: 6, max: 900, for: 2m')).toBe(120_000)
  })

  it('has the load twice, and every build that is timed', () => {
    const load = (duration: string) => timedMs(`    load: { path: /, rate: 50/s, duration: ${duration} }`)
    expect(load('70s') - load('10s')).toBe(120_000)
    const builds = (pairs: number) =>
      estimateCosts(
        parsedConfig(`version: 1
services:
  a:
    baseline: { dockerfile: D, builds: { rebuild: true } }
    candidate: { dockerfile: E }
    builds: { pairs: ${pairs} }
    run: { port: 80 }
`),
        nothing,
      )[0]?.units[0]?.durationMs ?? 0
    expect(builds(6)).toBeGreaterThan(builds(3))
  })

  it('is more for a command on the runner than for a request, and no more than a check may take', () => {
    const command = suiteMs('{ run: pytest, timeout: 20m }')
    expect(command).toBeGreaterThan(suiteMs('{ http: GET / }'))
    expect(suiteMs('{ run: pytest, timeout: 1s }')).toBeLessThan(command)
  })

  it('keeps a service whole that has a process', () => {
    expect(estimateCosts(threeServices(), nothing).map(({ staysWhole }) => staysWhole)).toEqual([
      false,
      false,
      true,
    ])
  })
})

describe('what a service costs, where earlier runs told', () => {
  const run = (day: number, durationMs: number, service = 'api') => ({
    startedAt: `2026-01-0${day}T00:00:00.000Z`,
    spent: [
      { service, what: 'timed' as const, durationMs },
      { service, what: 'suite' as const, suite: 'one', durationMs: durationMs * 2 },
      { service, what: 'prepare' as const, durationMs: durationMs * 4 },
    ],
  })
  const api = (...runs: ReturnType<typeof run>[]) => estimateCosts(threeServices(), remember(runs))[0]
  const timed = (...runs: ReturnType<typeof run>[]) => api(...runs)?.units[0]?.durationMs

  it('is what they took; of what ran side by side, half of what both variants took together', () => {
    const cost = api(run(1, 7_000))
    expect([cost?.prepareMs, cost?.units[0]?.durationMs, cost?.units[1]?.durationMs]).toEqual([
      14_000, 7_000, 7_000,
    ])
  })

  it('is still guessed where they tell nothing', () => {
    expect(api(run(1, 7_000))?.units[2]).toEqual(estimateCosts(threeServices(), nothing)[0]?.units[2])
  })

  it('is the median of the newest three, whatever the order they are read in', () => {
    const runs = [run(4, 5_000), run(1, 900), run(3, 60_000), run(2, 4_000)]
    expect(timed(...runs)).toBe(5_000)
    expect(timed(...[...runs].reverse())).toBe(5_000)
    expect(timed(run(1, 4_000), run(2, 6_000))).toBe(5_000)
  })

  it('is what it took to make images, not to take them from whoever made them', () => {
    const spent = (durationMs: number) => [{ service: 'api', what: 'prepare' as const, durationMs }]
    const startedAt = '2026-01-01T00:00:00.000Z'
    const build = { startedAt, spent: spent(90_000), part: { plan: 'p', stage: 'build' as const } }
    const measure = { startedAt, spent: spent(3_000), part: { plan: 'p', stage: 'measure' as const } }
    const prepareMs = (...runs: SpentRun[]) => estimateCosts(threeServices(), remember(runs))[0]?.prepareMs
    expect(prepareMs(measure, build, measure, measure)).toBe(45_000)
    expect(prepareMs(measure)).toBe(1_500)
    expect(prepareMs(measure, { ...build, part: { plan: 'q', stage: 'build' } })).not.toBe(45_000)
  })

  it('is not moved by services that are no more, nor by what is no duration', () => {
    const absurd = [Number.NaN, -1, Number.POSITIVE_INFINITY, 1e18].map((ms, index) => run(index + 2, ms))
    expect(timed(run(1, 7_000), run(9, 1, 'gone'), ...absurd)).toBe(7_000)
  })

  it('is remembered for names of every kind', () => {
    expect(timed(run(1, 7_000), run(2, 1, '__proto__'), run(3, 2, 'constructor'))).toBe(7_000)
  })
})
