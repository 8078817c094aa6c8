import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/core/budgets/judge.js'
import type { Comparison } from '../../../src/core/domain/comparison.js'
import type { Budget } from '../../../src/core/domain/config.js'
import type { Facts } from '../../../src/core/domain/facts.js'
import type { Judgement } from '../../../src/core/domain/finding.js'
import type { Metric } from '../../../src/core/domain/metric.js'
import {
  aCell,
  aConfig,
  aLayer,
  anImage,
  aService,
  aVariant,
  built,
  failed,
  inPairs,
  measured,
  noFacts,
  passed,
} from './case.js'

const build = (durationMs: number, temperature: 'cold' | 'warm' = 'cold') => ({
  durationMs,
  temperature,
  stepsTotal: 1,
  stepsCached: 0,
  cachedSteps: [],
  builder: 'buildx' as const,
  cache: 'local' as const,
})

function judged(budgets: readonly Budget[], facts: Partial<Facts> = {}, rest = {}): Judgement {
  const config = aConfig(aService('web', { budgets, ...rest }))
  return judge(
    { ...noFacts, prepared: [built('web', 'baseline'), built('web', 'candidate')], ...facts },
    config,
  )
}

const comparisonOf = ({ comparisons }: Judgement, metric: Metric): Comparison | undefined =>
  comparisons.find((one) => one.metric === metric)

const sized = (baseline: number, candidate: number): Partial<Facts> => ({
  prepared: [
    built('web', 'baseline', { image: anImage([aLayer('a', baseline)]) }),
    built('web', 'candidate', { image: anImage([aLayer('b', candidate)]) }),
  ],
})

const started = (baseline: readonly number[], candidate: readonly number[]): Partial<Facts> => ({
  measurements: [
    measured('web', 'baseline', 'startup', inPairs(baseline)),
    measured('web', 'candidate', 'startup', inPairs(candidate)),
  ],
})

describe('a limit', () => {
  const budgets: readonly Budget[] = [{ metric: 'image-size', limit: { warn: 100, fail: 200 } }]

  it.each([
    [100, 'pass', []],
    [101, 'pass', ['warn']],
    [200, 'pass', ['warn']],
    [201, 'fail', ['fail']],
  ] as const)('for a candidate of %i B: %s', (candidate, verdict, levels) => {
    const { verdict: found, findings } = judged(budgets, sized(1, candidate))
    expect(found).toBe(verdict)
    expect(findings.map(({ level }) => level)).toEqual(levels)
  })

  it('looks at the candidate only', () => {
    expect(judged(budgets, sized(5000, 50)).findings).toEqual([])
  })

  it('is decided by the middle sample, the warm-up left out', () => {
    const startup = [{ metric: 'startup', limit: { fail: 100 } }] as const
    const facts = (values: readonly number[]) => ({
      measurements: [measured('web', 'candidate', 'startup', inPairs(values, { warmUp: true }))],
    })
    expect(judged(startup, facts([900, 90, 300, 95])).verdict).toBe('pass')
    expect(judged(startup, facts([10, 101, 300, 95])).verdict).toBe('fail')
  })
})

describe('a migration budget on what is the same every time', () => {
  const budgets: readonly Budget[] = [{ metric: 'image-size', migration: { warn: 0, fail: 0.1 } }]

  it('fails at once beyond the share, and not for a rounding hair', () => {
    expect(judged(budgets, sized(100, 110)).verdict).toBe('pass')
    expect(judged(budgets, sized(100, 110)).findings).toMatchObject([{ level: 'warn', allowed: 0 }])
    expect(judged(budgets, sized(1000, 1101)).findings).toMatchObject([
      { tag: 'migration-exceeded', level: 'fail', baseline: 1000, candidate: 1101, allowed: 0.1 },
    ])
  })

  it('can ask for less than the baseline', () => {
    const half = [{ metric: 'image-size', migration: { fail: -0.5 } }] as const
    expect(judged(half, sized(100, 50)).verdict).toBe('pass')
    expect(judged(half, sized(100, 51)).verdict).toBe('fail')
  })

  it('on a baseline of 0 is told as not judged, and the change is absent', () => {
    const failures = [{ metric: 'failure-rate', migration: { fail: 0 } }] as const
    const suites = { suites: { s: ['x', 'y'] } }
    const cells = (candidate: ReturnType<typeof passed>) => ({
      cells: [
        aCell('web', 's', 'baseline', [passed('x'), passed('y')]),
        aCell('web', 's', 'candidate', [passed('x'), candidate]),
      ],
    })
    const grown = judged(failures, cells(failed('y')), suites)
    expect(comparisonOf(grown, 'failure-rate')).toMatchObject({ baseline: 0, candidate: 0.5 })
    expect(comparisonOf(grown, 'failure-rate')).not.toHaveProperty('change')
    expect(grown.findings).toContainEqual(
      expect.objectContaining({ tag: 'budget-unjudged', because: 'baseline-zero', level: 'warn' }),
    )
    expect(judged(failures, cells(passed('y')), suites).findings).toEqual([])
  })
})

describe('a migration budget on what varies by itself', () => {
  const budgets: readonly Budget[] = [{ metric: 'startup', migration: { fail: 0.1 } }]
  const planned = (pairs: number) => ({ samples: { min: pairs, max: pairs, forMs: 1, matters: 0.05 } })
  const judgedBy = (candidate: readonly number[], of = budgets) =>
    judged(of, started(hundreds(candidate.length), candidate), planned(candidate.length))
  const tagOf = (candidate: readonly number[]) =>
    judgedBy(candidate).findings.map(({ tag, level }) => `${level} ${tag}`)
  const hundreds = (count: number) => Array.from({ length: count }, () => 100)

  it('fails where the whole interval is beyond', () => {
    expect(tagOf([112, 115, 130, 118, 121, 114])).toEqual(['fail migration-exceeded'])
    expect(tagOf([120, 105, 130, 140, 120, 120, 125, 119])).toEqual(['fail migration-exceeded'])
  })

  it('is open where the middle is beyond and the interval is not, and says how many pairs would settle it', () => {
    expect(judgedBy([120, 108, 130, 104, 120, 112]).findings).toMatchObject([
      {
        tag: 'budget-unsettled',
        level: 'inconclusive',
        interval: { low: expect.closeTo(0.04, 9), high: expect.closeTo(0.3, 9) },
        pairs: 6,
        pairsToSettle: expect.toSatisfy((pairs: number) => pairs > 6 && pairs < 60),
      },
    ])
  })

  it('is kept where the whole interval is within', () => {
    expect(tagOf([102, 105, 99, 104, 101, 103])).toEqual([])
  })

  it('is kept until the contrary is proven where the middle is within, and the reader is told', () => {
    const { verdict, findings } = judgedBy([105, 109, 900, 104, 99, 101])
    expect(verdict).toBe('pass')
    expect(findings).toMatchObject([{ tag: 'budget-unsettled', level: 'note' }])
  })

  it('is kept by a difference that does not matter, though it may be one', () => {
    const strict = [{ metric: 'startup', migration: { fail: 0 } }] as const
    expect(judgedBy([102, 99, 103, 101, 100.5, 99.5], strict).findings).toEqual([])
    expect(judgedBy([102, 102, 103, 101, 101.5, 102.5], strict).verdict).toBe('fail')
  })

  it('tells of the gravest level only', () => {
    const both = [{ metric: 'startup', migration: { warn: 0.05, fail: 0.2 } }] as const
    expect(judgedBy([112, 115, 130, 118, 121, 114], both).findings).toMatchObject([
      { tag: 'migration-exceeded', level: 'warn', allowed: 0.05 },
    ])
  })

  it('proves nothing by pairs too few for an interval, unless every one of them is gross', () => {
    expect(tagOf([120, 115, 130, 125, 117])).toEqual(['inconclusive budget-unsettled'])
    expect(tagOf([220, 230, 240])).toEqual(['fail migration-exceeded'])
    expect(tagOf([105, 109])).toEqual([])
    expect(judgedBy([120, 115, 130]).findings).toMatchObject([{ pairs: 3, pairsToSettle: 6 }])
  })

  it('judges the pairs and not the two middles: drift of the machine is no growth', () => {
    const drifting = [100, 200, 300, 400, 500]
    const judgement = judged(
      budgets,
      started(
        drifting,
        drifting.map((ms) => ms * 1.05),
      ),
    )
    expect(judgement.verdict).toBe('pass')
    expect(comparisonOf(judgement, 'startup')).toMatchObject({ pairs: 5 })
    expect(comparisonOf(judgement, 'startup')?.change).toBeCloseTo(0.05, 10)
  })

  it('proves nothing by one pair, unless the excess is gross', () => {
    expect(tagOf([150])).toEqual(['inconclusive budget-unsettled'])
    expect(tagOf([220])).toEqual(['fail migration-exceeded'])
  })

  it('that only warns cannot keep the verdict open', () => {
    const warning = [{ metric: 'startup', migration: { warn: 0.1 } }] as const
    const { verdict, findings } = judged(warning, started([100], [150]))
    expect(verdict).toBe('pass')
    expect(findings).toMatchObject([{ tag: 'budget-unsettled', level: 'note' }])
  })

  it('does not hold a cold build against a warm one', () => {
    const budget = [{ metric: 'build-time', migration: { fail: 0 } }] as const
    const builds = (candidate: 'cold' | 'warm') => ({
      prepared: [
        built('web', 'baseline', { build: build(1000, 'warm') }),
        built('web', 'candidate', { build: build(9000, candidate) }),
      ],
    })
    expect(judged(budget, builds('warm')).verdict).toBe('fail')
    expect(judged(budget, builds('cold')).verdict).toBe('inconclusive')
  })
})

describe('a budget that cannot be judged', () => {
  const levelsOf = ({ findings }: Judgement) =>
    findings.flatMap((one) =>
      one.tag === 'budget-unjudged' ? [`${one.level} ${one.axis} ${one.because}`] : [],
    )

  it('leaves the verdict open where the candidate should have a number and nothing explains the gap', () => {
    const judgement = judged([{ metric: 'memory-idle', limit: { fail: 1 } }])
    expect(judgement.verdict).toBe('inconclusive')
    expect(levelsOf(judgement)).toEqual(['inconclusive limit candidate-absent'])
    expect(comparisonOf(judgement, 'memory-idle')?.absent).toEqual({
      baseline: 'no sample was taken',
      candidate: 'no sample was taken',
    })
  })

  it('is a warning where the configuration leaves it no meaning', () => {
    const image = { from: 'image', image: 'web:1' } as const
    const judgement = judged(
      [{ metric: 'build-time', limit: { fail: 1 } }],
      {},
      {
        candidate: aVariant('candidate', { source: image }),
      },
    )
    expect(judgement.verdict).toBe('pass')
    expect(levelsOf(judgement)).toEqual(['warn limit candidate-absent'])
  })

  it('keeps quiet about a budget without levels', () => {
    expect(judged([{ metric: 'memory-idle', limit: {} }]).findings).toEqual([])
  })
})

describe('numbers made from what suites found', () => {
  const suites = { suites: { a: ['x', 'y'], b: ['z'] } }
  const cells = (role: 'baseline' | 'candidate', durationMs?: number) => [
    aCell('web', 'a', role, [passed('x'), failed('y')], { durationMs: 400, memoryAfterBytes: 10 }),
    durationMs === undefined
      ? { ...aCell('web', 'b', role, []), durationMs: undefined as never }
      : aCell('web', 'b', role, [failed('z')], { durationMs, memoryAfterBytes: 30 }),
  ]

  it('are the share of failed checks, the sum of times and the largest memory', () => {
    const judgement = judged([], { cells: [...cells('baseline', 100), ...cells('candidate', 200)] }, suites)
    expect(comparisonOf(judgement, 'failure-rate')).toMatchObject({
      baseline: 2 / 3,
      candidate: 2 / 3,
      change: 0,
    })
    expect(comparisonOf(judgement, 'suite-time')).toMatchObject({ baseline: 500, candidate: 600 })
    expect(comparisonOf(judgement, 'memory-after')).toMatchObject({ baseline: 30, candidate: 30 })
  })

  it('give no suite time where one suite never ran: the rest would look too good', () => {
    const judgement = judged([], { cells: [...cells('baseline', 100), ...cells('candidate')] }, suites)
    const comparison = comparisonOf(judgement, 'suite-time')
    expect(comparison).not.toHaveProperty('candidate')
    expect(comparison?.absent).toEqual({ candidate: 'suite b did not run to its end' })
  })

  it('leave checks that the machine took down out of the share', () => {
    const lost = failed('y', '', { reason: 'disk-full' })
    const facts = { cells: [aCell('web', 'a', 'candidate', [passed('x'), lost])] }
    expect(comparisonOf(judged([], facts, suites), 'failure-rate')?.candidate).toBe(0)
  })
})

describe('the unique size', () => {
  it('is what lies in layers that the other variant does not have', () => {
    const shared = aLayer('base', 100)
    const judgement = judged([], {
      prepared: [
        built('web', 'baseline', { image: anImage([shared, aLayer('b', 30)]) }),
        built('web', 'candidate', { image: anImage([shared, aLayer('c', 4)]) }),
      ],
    })
    expect(comparisonOf(judgement, 'unique-size')).toMatchObject({ baseline: 30, candidate: 4 })
  })

  it('is absent where there is no other image', () => {
    const judgement = judged([], {
      prepared: [built('web', 'candidate', { image: anImage([aLayer('c', 4)]) }), built('web', 'baseline')],
    })
    expect(comparisonOf(judgement, 'unique-size')).not.toHaveProperty('candidate')
    expect(comparisonOf(judgement, 'image-size')).toMatchObject({ candidate: 4 })
  })
})
