import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/core/budgets/judge.js'
import type { Facts } from '../../../src/core/domain/facts.js'
import type { Finding } from '../../../src/core/domain/finding.js'
import { metrics } from '../../../src/core/domain/metric.js'
import { roles } from '../../../src/core/domain/variant.js'
import { sampleRecords } from '../report/samples/records.js'
import {
  aCell,
  aConfig,
  aService,
  built,
  builtFacts,
  failed,
  inPairs,
  measured,
  noFacts,
  passed,
  refOf,
  unbuilt,
} from './case.js'

const tagsOf = (findings: readonly Finding[]) => findings.map(({ tag, level }) => `${level} ${tag}`)

const health = aService('web', { suites: { api: ['GET /health'] } })
const cells = (baseline: ReturnType<typeof passed>, candidate: ReturnType<typeof passed>) => [
  aCell('web', 'api', 'baseline', [baseline]),
  aCell('web', 'api', 'candidate', [candidate]),
]

describe('a check held against both variants', () => {
  const config = aConfig(health)
  const judged = (baseline: ReturnType<typeof passed>, candidate: ReturnType<typeof passed>) =>
    judge(builtFacts(config, { cells: cells(baseline, candidate) }), config)
  const [pass, fail] = [passed('GET /health'), failed('GET /health')]

  it('that passes on the baseline and fails on the candidate always fails the verdict', () => {
    const { verdict, findings, checks } = judged(pass, fail)
    expect(verdict).toBe('fail')
    expect(tagsOf(findings)).toEqual(['fail check-broken'])
    expect(checks).toEqual([
      { service: 'web', suite: 'api', check: 'GET /health', outcome: 'broken-by-the-move' },
    ])
  })

  it('that fails on both is already broken and fails nothing', () => {
    const { verdict, findings } = judged(fail, fail)
    expect(verdict).toBe('pass')
    expect(tagsOf(findings)).toEqual(['note check-already-broken'])
  })

  it('that fails only on the baseline is fixed', () => {
    const { verdict, findings } = judged(fail, pass)
    expect(verdict).toBe('pass')
    expect(tagsOf(findings)).toEqual(['note check-fixed'])
  })

  it('that passes on both is no finding', () => {
    expect(judged(pass, pass)).toMatchObject({ verdict: 'pass', findings: [] })
  })

  it('that the machine took down on the candidate is not held against it', () => {
    const lost = failed('GET /health', 'socket closed', { reason: 'engine-lost' })
    const { verdict, findings } = judged(pass, lost)
    expect(verdict).toBe('inconclusive')
    expect(findings).toMatchObject([{ tag: 'check-unjudged', level: 'inconclusive', role: 'candidate' }])
  })

  it('that did not run on the baseline is not compared, and leaves the verdict open', () => {
    const { verdict, findings } = judged({ name: 'GET /health', outcome: 'not-run' }, fail)
    expect(verdict).toBe('inconclusive')
    expect(findings).toMatchObject([{ tag: 'check-unjudged', role: 'baseline' }])
  })

  it('that no cell tells of is not taken as passed', () => {
    expect(judge(builtFacts(config), config).verdict).toBe('inconclusive')
  })

  it('keeps its place and the likely cause', () => {
    const placed = aService('web', { suites: { api: ['x'] } })
    const check = { ...placed.smoke[0]?.checks[0], place: { file: 'm.yml', line: 9 } }
    const withPlace = aConfig({ ...placed, smoke: [{ name: 'api', checks: [check as never] }] })
    const broken = failed('x', 'exit code 127', { tail: ['sh: bash: not found'] })
    const facts = builtFacts(withPlace, { cells: cells(passed('x'), broken) })
    expect(judge(facts, withPlace).findings).toMatchObject([
      { tag: 'check-broken', cause: 'bash-missing', place: { file: 'm.yml', line: 9 } },
    ])
  })

  it('that shares its name with another is matched in order', () => {
    const twice = aConfig(aService('web', { suites: { api: ['GET /', 'GET /'] } }))
    const facts = builtFacts(twice, {
      cells: [
        aCell('web', 'api', 'baseline', [passed('GET /'), passed('GET /')]),
        aCell('web', 'api', 'candidate', [passed('GET /'), failed('GET /')]),
      ],
    })
    expect(judge(facts, twice).checks.map(({ outcome }) => outcome)).toEqual(['passed', 'broken-by-the-move'])
  })
})

describe('a variant that was not prepared', () => {
  const config = aConfig(
    aService('web', {
      suites: { api: ['GET /health'] },
      budgets: [{ metric: 'image-size', limit: { fail: 1 } }],
    }),
  )
  const error = { reason: 'build-error', message: 'exit code: 1' } as const

  it('fails the verdict where it is the candidate, and what follows from it is only noted', () => {
    const facts: Facts = {
      ...noFacts,
      prepared: [built('web', 'baseline'), unbuilt('web', 'candidate', error)],
    }
    const { verdict, findings } = judge(facts, config)
    expect(verdict).toBe('fail')
    expect(tagsOf(findings)).toEqual(['fail prepare-failed', 'note check-unjudged', 'note budget-unjudged'])
  })

  it('leaves the verdict open where it is the baseline, and the candidate is judged by its own limits', () => {
    const image = { id: '', platform: '', layers: [], unpackedBytes: 2, pullBytes: 1, pullEstimated: false }
    const facts: Facts = {
      ...noFacts,
      prepared: [unbuilt('web', 'baseline', error), built('web', 'candidate', { image })],
    }
    const open = judge(facts, aConfig(health))
    expect(open.verdict).toBe('inconclusive')
    expect(tagsOf(open.findings)).toEqual(['inconclusive prepare-failed', 'note check-unjudged'])
    expect(tagsOf(judge(facts, config).findings)).toContain('fail limit-exceeded')
  })

  it('fails the verdict where neither builds: such a candidate cannot be shipped', () => {
    const facts: Facts = { ...noFacts, prepared: roles.map((role) => unbuilt('web', role, error)) }
    expect(judge(facts, config).verdict).toBe('fail')
  })

  it.each(['engine-lost', 'disk-full', 'cancelled', 'registry-unreachable'] as const)(
    'is inconclusive for %s, never a fail',
    (reason) => {
      const facts: Facts = {
        ...noFacts,
        prepared: [built('web', 'baseline'), unbuilt('web', 'candidate', { reason, message: '' })],
      }
      const { verdict, findings } = judge(facts, config)
      expect(verdict).toBe('inconclusive')
      expect(findings[0]).toMatchObject({ tag: 'prepare-failed', level: 'inconclusive' })
    },
  )

  it('makes a service without any facts inconclusive, never a pass', () => {
    const bare = aConfig(aService('web'))
    expect(judge(noFacts, bare)).toMatchObject({
      verdict: 'inconclusive',
      services: [{ service: 'web', verdict: 'inconclusive' }],
    })
  })

  it('whose image could not be read is open where a size could have failed, else a warning', () => {
    const imageFailure = { reason: 'image-unreadable', message: 'unexpected end' } as const
    const facts: Facts = {
      ...noFacts,
      prepared: [built('web', 'baseline'), built('web', 'candidate', { imageFailure })],
    }
    const unread = (judged: ReturnType<typeof judge>) =>
      judged.findings.find(({ tag }) => tag === 'image-unread')
    expect(unread(judge(facts, config))?.level).toBe('inconclusive')
    expect(unread(judge(facts, aConfig(aService('web'))))?.level).toBe('warn')
  })
})

describe('starts that failed', () => {
  const config = aConfig(aService('web'))
  const exited = {
    reason: 'exited',
    message: 'exit code 127',
    exitCode: 127,
    tail: ['/bin/sh: /app/server: not found'],
  } as const
  const start = (role: 'baseline' | 'candidate', failure?: typeof exited) => ({
    ref: refOf('web', role),
    purpose: 'timed' as const,
    ...(failure && { failure }),
  })

  it('of the candidate fail the verdict once, however many there were, with the likely cause', () => {
    const facts = builtFacts(config, { starts: [start('candidate', exited), start('candidate', exited)] })
    const { verdict, findings } = judge(facts, config)
    expect(verdict).toBe('fail')
    expect(findings).toMatchObject([
      { tag: 'start-failed', level: 'fail', failedStarts: 2, allStarts: 2, cause: 'loader-missing' },
    ])
  })

  it('of some of the candidate fail it too, unless the baseline comes up only sometimes as well', () => {
    const sometimes = [start('candidate', exited), start('candidate')]
    expect(judge(builtFacts(config, { starts: sometimes }), config).verdict).toBe('fail')
    const both = [...sometimes, start('baseline', exited), start('baseline')]
    const { verdict, findings } = judge(builtFacts(config, { starts: both }), config)
    expect(verdict).toBe('inconclusive')
    expect(tagsOf(findings)).toEqual(['inconclusive start-failed', 'warn start-failed'])
  })

  it('of the baseline leave the verdict open', () => {
    const facts = builtFacts(config, { starts: [start('baseline', exited)] })
    expect(judge(facts, config).verdict).toBe('inconclusive')
  })

  it('told only by a suite whose instance never came up count as well, and carry its unjudged checks', () => {
    const withSuite = aConfig(health)
    const facts = builtFacts(withSuite, {
      cells: [
        aCell('web', 'api', 'baseline', [passed('GET /health')]),
        aCell('web', 'api', 'candidate', [], { failure: exited }),
      ],
    })
    expect(tagsOf(judge(facts, withSuite).findings)).toEqual(['fail start-failed', 'note check-unjudged'])
  })

  it('name the wrong port where the program says which one it listens on', () => {
    const failure = {
      reason: 'never-ready',
      message: 'no answer',
      tail: ['Listening on http://0.0.0.0:3000'],
    } as const
    const facts = builtFacts(config, {
      starts: [{ ref: refOf('web', 'candidate'), purpose: 'timed', failure }],
    })
    expect(judge(facts, config).findings).toMatchObject([{ tag: 'start-failed', cause: 'wrong-port' }])
  })
})

describe('a run that was interrupted', () => {
  it('is inconclusive, and says so once', () => {
    const config = aConfig(health, aService('auth'))
    const interrupted = { reason: 'cancelled', message: 'SIGTERM' } as const
    const facts: Facts = {
      ...noFacts,
      prepared: [built('web', 'baseline'), unbuilt('web', 'candidate', interrupted)],
      interrupted,
    }
    const { verdict, findings, services } = judge(facts, config)
    expect(verdict).toBe('inconclusive')
    expect(findings.filter(({ level }) => level === 'inconclusive')).toMatchObject([{ tag: 'interrupted' }])
    expect(services.map((one) => one.verdict)).toEqual(['inconclusive', 'inconclusive'])
  })

  it('still fails for what had failed before', () => {
    const config = aConfig(health)
    const facts = builtFacts(config, {
      cells: cells(passed('GET /health'), failed('GET /health')),
      interrupted: { reason: 'engine-lost', message: 'gone' },
    })
    expect(judge(facts, config).verdict).toBe('fail')
  })
})

describe('the judgement', () => {
  it.each(Object.entries(sampleRecords))('of the same facts has the same bytes (%s)', (_name, make) => {
    const { facts, config, judgement } = make()
    expect(JSON.stringify(judge(structuredClone(facts), structuredClone(config)))).toBe(
      JSON.stringify(judgement),
    )
  })

  it('compares every metric, budgets or not, in the order of the metrics', () => {
    const config = aConfig(aService('web'))
    const compared = judge(builtFacts(config), config).comparisons.map(({ metric }) => metric)
    expect(compared).toEqual(metrics)
  })

  it('orders findings by service as configured, then by level', () => {
    const config = aConfig(
      aService('b', { suites: { s: ['x', 'y'] }, budgets: [{ metric: 'startup', limit: { warn: 1 } }] }),
      aService('a', { suites: { s: ['x', 'y'] } }),
    )
    const facts = builtFacts(config, {
      measurements: [measured('b', 'candidate', 'startup', inPairs([5]))],
      cells: ['a', 'b'].flatMap((service) => [
        aCell(service, 's', 'baseline', [failed('x'), passed('y')]),
        aCell(service, 's', 'candidate', [failed('x'), failed('y')]),
      ]),
    })
    const told = judge(facts, config).findings.map(
      (one) => `${'service' in one ? one.service : ''} ${one.level}`,
    )
    expect(told).toEqual(['b fail', 'b warn', 'b note', 'a fail', 'a note'])
  })

  it('never blames a variant for the machine, whatever else was found', () => {
    const reason = fc.constantFrom('engine-lost' as const, 'disk-full' as const, 'cancelled' as const)
    fc.assert(
      fc.property(fc.array(reason, { minLength: 1, maxLength: 4 }), fc.boolean(), (reasons, stopped) => {
        const config = aConfig(health)
        const [first = 'cancelled' as const] = reasons
        const failure = { reason: first, message: '' }
        const facts = builtFacts(config, {
          starts: reasons.map((one) => ({
            ref: refOf('web', 'candidate'),
            purpose: 'timed' as const,
            failure: { reason: one, message: '' },
          })),
          cells: [
            aCell('web', 'api', 'baseline', [passed('GET /health')]),
            aCell('web', 'api', 'candidate', [], { failure }),
          ],
          ...(stopped && { interrupted: failure }),
        })
        expect(judge(facts, config).verdict).toBe('inconclusive')
      }),
    )
  })
})
