import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/core/budgets/judge.js'
import { isSettled } from '../../../src/core/budgets/settled.js'
import type { Base, Budget } from '../../../src/core/domain/config.js'
import type { Facts, Measurement } from '../../../src/core/domain/facts.js'
import type { Finding } from '../../../src/core/domain/finding.js'
import type { Metric } from '../../../src/core/domain/metric.js'
import { baseRef } from '../../../src/core/domain/variant.js'
import { aConfig, aLayer, anImage, aService, aVariant, built, inPairs, measured, noFacts } from './case.js'

const base: Base = { from: 'commit', commit: 'a'.repeat(40), candidate: aVariant('candidate') }
const samples = { min: 9, max: 9, forMs: 1000, matters: 0.05 }
const serviceWith = (budgets: readonly Budget[], of: Base = base) =>
  aService('web', { samples, budgets, base: of })

const imageOf = (bytes: number) => ({ image: anImage([aLayer(String(bytes), bytes)]) })

/** Baseline, candidate and the base's candidate, by their sizes. */
const sized = (baseline: number, candidate: number, ofBase: number): Facts => ({
  ...noFacts,
  prepared: [
    built('web', 'baseline', imageOf(baseline)),
    built('web', 'candidate', imageOf(candidate)),
    { ...built('web', 'candidate', imageOf(ofBase)), ref: baseRef('web') },
  ],
})

const ofBase = (one: Measurement): Measurement => ({ ...one, ref: baseRef('web') })
const calm = [1, 1.01, 0.99, 1.02, 0.98, 1, 1.01, 0.99, 1.01]
const wild = [1, 1.4, 0.7, 1.2, 0.8, 1, 1.3, 0.75, 1.1]

/** Start-up in triples: what each came to as a share of the baseline's 100 ms. */
const started = (candidate: readonly number[], before: readonly number[]): Facts => {
  const facts = sized(1, 1, 1)
  const taken = (ratios: readonly number[]) => inPairs(ratios.map((ratio) => 100 * ratio))
  return {
    ...facts,
    measurements: [
      measured('web', 'baseline', 'startup', taken(candidate.map(() => 1))),
      measured('web', 'candidate', 'startup', taken(candidate)),
      ofBase(measured('web', 'candidate', 'startup', taken(before))),
    ],
  }
}

const judged = (facts: Facts, budgets: readonly Budget[], of?: Base) =>
  judge(facts, aConfig(serviceWith(budgets, of)))
const told = (findings: readonly Finding[]) =>
  findings.flatMap((one) =>
    'metric' in one
      ? [`${one.level} ${one.tag}${one.tag === 'budget-unjudged' ? ` ${one.because}` : ''} ${one.metric}`]
      : [],
  )
const regression = (metric: Metric, levels: NonNullable<Budget['regression']>): Budget => ({
  metric,
  regression: levels,
})

describe('this change against the base branch', () => {
  it('is judged by the candidates of both, whatever the baseline is like', () => {
    const budgets = [regression('image-size', { warn: 0.01, fail: 0.05 })]
    expect(told(judged(sized(1000, 530, 500), budgets).findings)).toEqual([
      'fail regression-exceeded image-size',
    ])
    expect(told(judged(sized(1000, 510, 500), budgets).findings)).toEqual([
      'warn regression-exceeded image-size',
    ])
    expect(told(judged(sized(100, 500, 500), budgets).findings)).toEqual([])
  })

  it('is a comparison of its own, beside that of the move', () => {
    const { comparisons, regressions = [] } = judged(sized(1000, 530, 500), [
      regression('image-size', { fail: 0.1 }),
    ])
    expect(comparisons.find(({ metric }) => metric === 'image-size')).toMatchObject({
      baseline: 1000,
      candidate: 530,
      change: expect.closeTo(-0.47, 9),
    })
    expect(regressions).toHaveLength(1)
    expect(regressions[0]).toMatchObject({ base: 500, candidate: 530, change: expect.closeTo(0.06, 9) })
  })

  it('says nothing of a difference below the floor', () => {
    const budgets = [regression('image-size', { fail: 0.05, floor: 100 })]
    expect(told(judged(sized(1000, 590, 500), budgets).findings)).toEqual([])
    expect(told(judged(sized(1000, 600, 500), budgets).findings)).toEqual([
      'fail regression-exceeded image-size',
    ])
  })

  it('holds the unique size of both against the baseline, not against each other', () => {
    const { regressions = [] } = judged(sized(1000, 530, 500), [regression('unique-size', { fail: 0.1 })])
    expect(regressions[0]).toMatchObject({ base: 500, candidate: 530 })
  })

  it('fails times on evidence only: all of the interval must be beyond', () => {
    const budgets = [regression('startup', { fail: 0.1 })]
    const slower = calm.map((ratio) => ratio * 1.3)
    expect(told(judged(started(slower, calm), budgets).findings)).toEqual([
      'fail regression-exceeded startup',
    ])
    const noisy = wild.map((ratio) => ratio * 1.15)
    expect(told(judged(started(noisy, calm), budgets).findings)).toEqual([
      'inconclusive budget-unsettled startup',
    ])
    expect(told(judged(started(calm, calm), budgets).findings)).toEqual([])
  })

  it('keeps a run sampling until both axes are settled', () => {
    const both: Budget[] = [{ metric: 'startup', migration: { fail: 0.5 }, regression: { fail: 0.1 } }]
    const noisy = wild.map((ratio) => ratio * 1.1)
    expect(isSettled(started(calm, noisy), serviceWith(both))).toBe(false)
    expect(isSettled(started(calm, calm), serviceWith(both))).toBe(true)
    expect(
      isSettled(started(calm, noisy), serviceWith([{ metric: 'startup', migration: { fail: 0.5 } }])),
    ).toBe(true)
  })
})

it('a run takes no further pairs for a difference below the floor', () => {
  const noisy = wild.map((ratio) => ratio * 1.15)
  const open = serviceWith([regression('startup', { fail: 0.1 })])
  const floored = serviceWith([regression('startup', { fail: 0.1, floor: 1000 })])
  expect(isSettled(started(noisy, calm), open)).toBe(false)
  expect(isSettled(started(noisy, calm), floored)).toBe(true)
})

describe('facts of the base', () => {
  it('are taken for nobody else: a base that did not build or start is no finding of this change', () => {
    const facts = sized(1000, 500, 500)
    const failure = { reason: 'build-error', message: 'exit code: 1' } as const
    const broken: Facts = {
      ...facts,
      prepared: [...facts.prepared.slice(0, 2), { ref: baseRef('web'), outcome: 'failed', failure }],
      starts: [{ ref: baseRef('web'), purpose: 'timed', failure: { reason: 'exited', message: 'exited' } }],
      cells: [
        {
          service: 'web',
          suite: 'api',
          role: 'candidate',
          revision: 'base',
          checks: [{ name: 'x', outcome: 'failed', failure: { reason: 'expectation', message: 'no' } }],
        },
      ],
    }
    const { verdict, findings } = judged(broken, [regression('image-size', { fail: 0.05 })])
    expect(verdict).toBe('pass')
    expect(told(findings)).toEqual(['warn budget-unjudged base-absent image-size'])
    expect(findings).toHaveLength(1)
  })
})

describe('without a base', () => {
  const budgets = [regression('image-size', { fail: 0.05 })]

  it('nothing is failed, and a note says so where nobody named one', () => {
    const because = 'no base is named, and this is no pull request'
    const { verdict, findings } = judged(sized(2, 1, 1), budgets, { from: 'nowhere', because })
    expect(verdict).toBe('pass')
    expect(findings).toMatchObject([
      { tag: 'budget-unjudged', level: 'note', because: 'no-base', detail: because },
    ])
  })

  it('a warning says why there is none although there should be one', () => {
    const of: Base = { from: 'nowhere', because: 'this clone is too shallow', failed: true }
    expect(told(judged(sized(2, 1, 1), budgets, of).findings)).toEqual([
      'warn budget-unjudged no-base image-size',
    ])
  })
})
