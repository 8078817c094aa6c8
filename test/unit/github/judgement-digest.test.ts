import { describe, expect, it } from 'vitest'
import type { Finding, Judgement } from '../../../src/core/domain/finding.js'
import { digestJudgement } from '../../../src/github/judgement-digest.js'

const overLimit: Finding = {
  tag: 'limit-exceeded',
  level: 'fail',
  service: 'shop',
  metric: 'startup',
  value: 2100,
  limit: 2000,
}

const judgement: Judgement = {
  verdict: 'fail',
  services: [{ service: 'shop', verdict: 'fail' }],
  comparisons: [{ service: 'shop', metric: 'startup', baseline: 900, candidate: 2100, pairs: 5 }],
  checks: [{ service: 'shop', suite: 'api', check: 'GET /health', outcome: 'passed' }],
  findings: [
    overLimit,
    {
      tag: 'start-failed',
      level: 'warn',
      ref: { service: 'shop', role: 'candidate', revision: 'head' },
      failure: { reason: 'never-ready', message: 'no answer for 30 s' },
      failedStarts: 1,
      allStarts: 5,
    },
  ],
}

const digest = digestJudgement(judgement)

describe('the digest of a judgement', () => {
  it('is short text that fits a marker', () => {
    expect(digest).toMatch(/^[0-9a-f]{32}$/)
  })

  it('stays while only measured numbers, words and the order differ', () => {
    const again: Judgement = {
      ...judgement,
      comparisons: [{ service: 'shop', metric: 'startup', baseline: 905, candidate: 2133, pairs: 7 }],
      findings: [
        {
          tag: 'start-failed',
          level: 'warn',
          ref: { service: 'shop', role: 'candidate', revision: 'head' },
          failure: { reason: 'never-ready', message: 'no answer for 31 s' },
          failedStarts: 2,
          allStarts: 7,
        },
        { ...overLimit, value: 2133 },
      ],
    }
    expect(digestJudgement(again)).toBe(digest)
  })

  it.each<[string, Partial<Judgement>]>([
    ['the verdict', { verdict: 'inconclusive' }],
    ["a service's verdict", { services: [{ service: 'shop', verdict: 'pass' }] }],
    ['the services', { services: [...judgement.services, { service: 'api', verdict: 'pass' }] }],
    [
      "a check's outcome",
      { checks: [{ service: 'shop', suite: 'api', check: 'GET /health', outcome: 'fixed' }] },
    ],
    ['a finding less', { findings: [overLimit] }],
    ['a finding of another level', { findings: [{ ...overLimit, level: 'warn' }] }],
    ['a finding about another metric', { findings: [{ ...overLimit, metric: 'image-size' }] }],
    ['a finding about another service', { findings: [{ ...overLimit, service: 'api' }] }],
  ])('changes with %s', (_, change) => {
    expect(digestJudgement({ ...judgement, ...change })).not.toBe(digest)
  })
})
