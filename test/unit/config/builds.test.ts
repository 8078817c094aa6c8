import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../../src/core/config/parse-config.js'
import { makePlan } from '../../../src/core/plan/make-plan.js'
import { configOf, onlyService } from './parsed.js'

const parsed = (rest: string, candidate = 'dockerfile: Dockerfile.alpine') =>
  parseConfig(
    `version: 1\nservices:\n  web:\n    baseline: { dockerfile: Dockerfile }\n    candidate: { ${candidate} }\n${rest}`,
    'c.yml',
  )

const planOf = (rest: string, candidate?: string) =>
  makePlan(configOf(parsed(rest, candidate))).builds.map(
    ({ ref, kind, pair, warmUp }) => `${kind} ${pair}${warmUp ? ' warm-up' : ''} ${ref.role}`,
  )

describe('builds that are timed by themselves', () => {
  it('are none where nobody asks', () => {
    expect(planOf('')).toEqual([])
    expect(onlyService(configOf(parsed(''))).builds).toBeUndefined()
  })

  it('are one cold pair, warm ones after a warm-up, and rebuilds, in turn', () => {
    expect(planOf('    builds: { cold: true, warm: true, rebuild: true, pairs: 2 }\n')).toEqual([
      'cold 1 candidate',
      'cold 1 baseline',
      'warm 0 warm-up baseline',
      'warm 0 warm-up candidate',
      'warm 1 candidate',
      'warm 1 baseline',
      'warm 2 baseline',
      'warm 2 candidate',
      'rebuild 1 candidate',
      'rebuild 1 baseline',
      'rebuild 2 baseline',
      'rebuild 2 candidate',
    ])
  })

  it.each([
    ['build-cold', { cold: true, warm: false }],
    ['build-warm', { cold: false, warm: true }],
    ['rebuild-time', { cold: false, warm: false, rebuild: {} }],
  ])('are made where there is a budget on %s', (metric, builds) => {
    const service = onlyService(configOf(parsed(`    budgets: { ${metric}: 60s }\n`)))
    expect(service.baseline.builds).toEqual(builds)
    expect(service.candidate.builds).toEqual(builds)
    expect(service.builds).toEqual({ pairs: 3, forMs: 600_000 })
  })

  it('are not made where that is said, whatever budget there is', () => {
    expect(planOf('    builds: { rebuild: false }\n    budgets: { rebuild-time: 60s }\n')).toEqual([])
  })

  it('are only those of what is built here', () => {
    const plan = planOf('    builds: { cold: true }\n', 'image: "web:1"')
    expect(plan).toEqual(['cold 1 baseline'])
  })

  it('take a variant at its own word, and the file where it was named', () => {
    const service = onlyService(
      configOf(
        parsed(
          '    builds: { rebuild: src/app.py }\n',
          'dockerfile: D, builds: { rebuild: lib/app.py, cold: true }',
        ),
      ),
    )
    expect(service.baseline.builds).toEqual({
      cold: false,
      warm: false,
      rebuild: { file: 'src/app.py', place: { file: 'c.yml', line: 6, column: 24 } },
    })
    expect(service.candidate.builds).toMatchObject({
      cold: true,
      rebuild: { file: 'lib/app.py', place: { line: 5 } },
    })
  })

  it.each([
    ['    builds: { rebuild: 3 }\n', /rebuild: must be true, false or the path of a file/],
    ['    builds: { rebiuld: true }\n', /is not a known key/],
    ['    builds: { pairs: 0 }\n', /must be a whole number from 1 to 100/],
  ])('refuse %s', (rest, message) => {
    const outcome = parsed(rest)
    const told =
      outcome.outcome === 'invalid' ? outcome.errors.map((one) => `${one.path}: ${one.message}`) : []
    expect(told.join('\n')).toMatch(message)
  })

  it('have limits of the service and not of a variant', () => {
    const outcome = parsed('', 'dockerfile: D, builds: { pairs: 3 }')
    expect(outcome).toMatchObject({
      outcome: 'invalid',
      errors: [{ message: expect.stringContaining('belongs to the service') }],
    })
  })
})
