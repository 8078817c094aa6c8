import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/core/budgets/judge.js'
import type { Budget } from '../../../src/core/domain/config.js'
import type { Facts, LoadFact } from '../../../src/core/domain/facts.js'
import { type Role, roles } from '../../../src/core/domain/variant.js'
import { aConfig, aService, compared, refOf } from './case.js'

const service = (budgets: readonly Budget[] = []) =>
  aService('web', { budgets, load: { path: '/', ratePerSecond: 50, durationMs: 10_000 } })

const loadOf = (role: Role, p95Ms: number, rest: Partial<LoadFact> = {}): LoadFact => ({
  ref: refOf('web', role),
  slices: 10,
  requests: 500,
  failed: 0,
  failures: [],
  ratePerSecond: 50,
  latency: { meanMs: p95Ms / 3, p50Ms: p95Ms / 2, p95Ms, p99Ms: 2 * p95Ms, maxMs: 9 * p95Ms },
  lateP95Ms: 1,
  lateMaxMs: 2,
  lateShare: 0,
  ...rest,
})

const samplesOf = (values: readonly number[]) => values.map((value, index) => ({ value, pair: index + 1 }))

function factsOf(baseline: LoadFact, candidate: LoadFact, slices: Record<Role, readonly number[]>): Facts {
  return {
    prepared: roles.map((role) => ({ ref: refOf('web', role), outcome: 'present' as const })),
    measurements: roles.map((role) => ({
      ref: refOf('web', role),
      metric: 'latency-p95' as const,
      samples: samplesOf(slices[role]),
    })),
    starts: [],
    cells: [],
    loads: [baseline, candidate],
  }
}

const steady = { baseline: Array(10).fill(10), candidate: Array(10).fill(10) }
const findingsOf = (facts: Facts, budgets: readonly Budget[] = []) =>
  judge(facts, aConfig(service(budgets))).findings.filter(({ tag }) => tag !== 'interrupted')

describe('latency under load', () => {
  it('shows the figures of all requests, and the change that the slices come to in pairs', () => {
    const slower = [12, 12.1, 11.9, 12, 12.2, 11.8, 12, 12, 12.1, 12]
    const facts = factsOf(loadOf('baseline', 10), loadOf('candidate', 40), {
      ...steady,
      candidate: slower,
    })
    const latency = compared(facts, service(), 'latency-p95')
    expect(latency).toMatchObject({ baseline: 10, candidate: 40, pairs: 10, verdict: 'worse' })
    expect(latency.change).toBeCloseTo(0.2, 2)
  })

  it('fails a budget where all of the interval is beyond it, and leaves open what the slices cannot tell', () => {
    const budgets: Budget[] = [{ metric: 'latency-p95', migration: { fail: 0.1 } }]
    const [slow, wild] = [
      [12, 12.1, 11.9, 12, 12.2, 11.8, 12, 12, 12.1, 12],
      [12, 9, 14, 8, 16, 10, 15, 13, 9, 12],
    ]
    const load = [loadOf('baseline', 10), loadOf('candidate', 12)] as const
    expect(findingsOf(factsOf(...load, { ...steady, candidate: slow }), budgets)).toMatchObject([
      { tag: 'migration-exceeded', level: 'fail' },
    ])
    expect(findingsOf(factsOf(...load, { ...steady, candidate: wild }), budgets)).toMatchObject([
      { tag: 'budget-unsettled', level: 'inconclusive' },
    ])
  })

  it('limits the candidate by the figure of all its requests', () => {
    const budgets: Budget[] = [{ metric: 'latency-p95', limit: { fail: 30 } }]
    const facts = factsOf(loadOf('baseline', 10), loadOf('candidate', 40), steady)
    expect(findingsOf(facts, budgets)).toMatchObject([{ tag: 'limit-exceeded', value: 40, limit: 30 }])
  })
})

describe('what is found under load', () => {
  const broken = { failed: 300, failures: [{ message: 'answered 404', count: 300 }], ratePerSecond: 20 }
  const exited = { reason: 'exited', message: 'exited with code 3 under load', exitCode: 3 } as const
  const found = (baseline: Partial<LoadFact>, candidate: Partial<LoadFact>) =>
    findingsOf(factsOf(loadOf('baseline', 10, baseline), loadOf('candidate', 10, candidate), steady)).map(
      (finding) =>
        'because' in finding ? `${finding.tag} ${finding.because} ${finding.level}` : finding.tag,
    )

  it('is nothing where both keep up', () => {
    expect(found({}, { failed: 3, ratePerSecond: 48 })).toEqual([])
  })

  it('fails a candidate that went down, and leaves the verdict open for a baseline that did', () => {
    expect(found({}, { failure: exited })).toEqual(['load-failed ended fail'])
    expect(found({ failure: exited }, {})).toEqual(['load-failed ended inconclusive'])
  })

  it('does not hold the loss of the machine against the candidate', () => {
    expect(found({}, { failure: { reason: 'engine-lost', message: 'gone' } })).toEqual([
      'load-failed ended inconclusive',
    ])
  })

  it('fails a candidate that leaves most requests unanswered, unless the baseline does, too', () => {
    expect(found({}, broken)).toEqual(['load-failed unanswered fail'])
    expect(found(broken, broken)).toEqual([
      'load-failed unanswered inconclusive',
      'load-failed unanswered inconclusive',
    ])
  })

  it('warns of a service that did not keep up, and of a machine that asked too late', () => {
    expect(found({}, { ratePerSecond: 44 })).toEqual(['load-unsteady service warn'])
    expect(found({ lateShare: 0.2 }, { lateShare: 0.3 })).toEqual(['load-unsteady generator warn'])
  })
})
