import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../src/core/domain/finding.js'
import { causeProse } from '../../../src/core/findings/causes.js'
import { describeFinding } from '../../../src/core/findings/prose.js'
import { plain } from '../../../src/core/findings/text.js'
import { failed, passed, refOf } from '../budgets/case.js'

const failure = { reason: 'build-error', message: 'exit code: 1', exitCode: 1 } as const
const check = {
  service: 'web',
  suite: 'api',
  check: 'GET /health',
  baseline: passed('x'),
  candidate: failed('x'),
}
const budget = { service: 'web', metric: 'startup' } as const

const findings: { readonly [Tag in Finding['tag']]: Extract<Finding, { tag: Tag }> } = {
  'prepare-failed': {
    tag: 'prepare-failed',
    level: 'fail',
    ref: refOf('web', 'candidate'),
    failure,
    cause: 'package-name',
  },
  'image-unread': { tag: 'image-unread', level: 'warn', ref: refOf('web', 'candidate'), failure },
  'start-failed': {
    tag: 'start-failed',
    level: 'fail',
    ref: refOf('web', 'candidate'),
    failure,
    failedStarts: 2,
    allStarts: 5,
  },
  'sigterm-ignored': {
    tag: 'sigterm-ignored',
    level: 'warn',
    ref: refOf('web', 'candidate'),
    sent: 'SIGTERM',
    timeoutMs: 10_000,
    waitedMs: 1004,
    baselineToo: false,
    exitCode: 137,
    firstProcess: { command: 'sh -c server', handles: false },
    cause: 'shell-first',
  },
  'check-broken': { tag: 'check-broken', level: 'fail', ...check },
  'check-already-broken': { tag: 'check-already-broken', level: 'note', ...check },
  'check-fixed': { tag: 'check-fixed', level: 'note', ...check },
  'check-unjudged': { tag: 'check-unjudged', level: 'note', ...check, role: 'candidate' },
  'limit-exceeded': { tag: 'limit-exceeded', level: 'fail', ...budget, value: 17_000, limit: 15_000 },
  'migration-exceeded': {
    tag: 'migration-exceeded',
    level: 'fail',
    ...budget,
    baseline: 1000,
    candidate: 1340,
    change: 0.34,
    allowed: 0.1,
  },
  'regression-exceeded': {
    tag: 'regression-exceeded',
    level: 'fail',
    ...budget,
    base: 1000,
    candidate: 1340,
    change: 0.34,
    allowed: 0.1,
  },
  'budget-unsettled': {
    tag: 'budget-unsettled',
    level: 'inconclusive',
    ...budget,
    change: 0.12,
    interval: { low: 0.04, high: 0.2 },
    allowed: 0.1,
    pairs: 9,
    pairsToSettle: 144,
  },
  'load-failed': {
    tag: 'load-failed',
    level: 'fail',
    ref: refOf('web', 'candidate'),
    because: 'ended',
    failure: { reason: 'exited', message: 'exited with code 3 under load', exitCode: 3 },
    failed: 4,
    requests: 50,
  },
  'load-unsteady': {
    tag: 'load-unsteady',
    level: 'warn',
    ref: refOf('web', 'candidate'),
    because: 'service',
    asked: 50,
    achieved: 41,
    failed: 7,
    requests: 500,
    message: 'answered 503',
    lateShare: 0.01,
  },
  'budget-unjudged': {
    tag: 'budget-unjudged',
    level: 'warn',
    ...budget,
    axis: 'regression',
    because: 'no-base-record',
  },
  'witnesses-disagree': {
    tag: 'witnesses-disagree',
    level: 'note',
    ref: refOf('web', 'candidate'),
    because: 'out-of-order',
    contradictionMs: 41.3,
    refusedStarts: 2,
    allStarts: 7,
  },
  'image-binary': {
    tag: 'image-binary',
    level: 'fail',
    ref: refOf('web', 'candidate'),
    kind: 'other-libc',
    wanted: 'glibc',
    has: 'musl',
    paths: ['app/server'],
    files: 1,
    layer: 2,
    isStarted: true,
  },
  'image-start': {
    tag: 'image-start',
    level: 'fail',
    ref: refOf('web', 'candidate'),
    kind: 'program-absent',
    wanted: '/app/server',
    by: '/app/server --port 80',
  },
  'image-posture': {
    tag: 'image-posture',
    level: 'warn',
    ref: refOf('web', 'candidate'),
    kind: 'root-user',
    examples: [],
    count: 1,
  },
  'image-secret': {
    tag: 'image-secret',
    level: 'warn',
    ref: refOf('web', 'candidate'),
    kind: 'private-key',
    where: 'lower-layer',
    path: 'app/id_rsa',
    line: 1,
    layer: 2,
    hiddenBy: 3,
    characters: 1700,
    count: 1,
  },
  'shard-lost': {
    tag: 'shard-lost',
    level: 'inconclusive',
    service: 'web',
    stage: 'measure',
    shard: 3,
    missing: [{ what: 'timed' }, { what: 'suite', suite: 'api' }],
    failure: { reason: 'shard-lost', message: 'no record of it came' },
  },
  interrupted: {
    tag: 'interrupted',
    level: 'inconclusive',
    failure: { reason: 'cancelled', message: 'SIGTERM' },
  },
}

describe('the prose of a finding', () => {
  it.each(Object.values(findings))('names what is the matter in one short line ($tag)', (finding) => {
    const { title, text } = describeFinding(finding)
    expect(title.length).toBeGreaterThan(15)
    expect(title.length).toBeLessThan(110)
    expect(`${title} ${text}`).not.toMatch(/undefined|NaN|\[object| {2}|\.\./)
    if (finding.tag !== 'interrupted') expect(title).toContain('web')
  })

  it.each(Object.values(findings).filter(({ level }) => level === 'fail' || level === 'inconclusive'))(
    'says what to try where the verdict hangs on it ($tag)',
    (finding) => {
      expect(describeFinding(finding).fix).toMatch(/\w{4}.*\.$/)
    },
  )

  it('gives the numbers with their units', () => {
    expect(describeFinding(findings['limit-exceeded']).title).toBe(
      'web: start-up 17.0 s, over its limit of 15 s',
    )
    expect(describeFinding(findings['migration-exceeded'])).toMatchObject({
      title: 'web: start-up changed by +34 %, and +10 % is allowed',
      text: 'Baseline 1.00 s → candidate 1.34 s.',
    })
  })

  it('says how far off a settled answer is, or that none is in reach', () => {
    const unsettled = findings['budget-unsettled']
    expect(describeFinding(unsettled)).toMatchObject({
      text: 'It changed by +12 %, and +10 % is allowed. The 9 pairs put it anywhere between +4 % and +20 %.',
      fix: expect.stringContaining('About 144 pairs would settle it'),
    })
    const { pairsToSettle: _, ...hopeless } = unsettled
    expect(describeFinding(hopeless).fix).toContain('no number of pairs')
    expect(describeFinding({ ...hopeless, pairs: 0 }).fix).toContain('limit')
  })

  it('gives the interval of what is exceeded', () => {
    const interval = { low: 0.27, high: 0.41 }
    expect(describeFinding({ ...findings['migration-exceeded'], interval }).text).toBe(
      'Baseline 1.00 s → candidate 1.34 s. The pairs put the change between +27 % and +41 %.',
    )
  })

  it('calls an exceeded warning level by its name', () => {
    expect(describeFinding({ ...findings['limit-exceeded'], level: 'warn' }).title).toContain(
      'its warning level of',
    )
  })

  it('says that a budget of 0 % may not grow', () => {
    expect(describeFinding({ ...findings['migration-exceeded'], allowed: 0 }).title).toBe(
      'web: start-up changed by +34 %, and it may not grow',
    )
  })

  it('tells two numbers apart that round to the same', () => {
    const { title } = describeFinding({
      ...findings['limit-exceeded'],
      metric: 'image-size',
      value: 500_000_001,
      limit: 500e6,
    })
    expect(title).toBe('web: image size (unpacked) 500.000001 MB, over its limit of 500 MB')
  })

  it('puts the known cause and its fix in place of the general one', () => {
    const { text, fix } = describeFinding(findings['prepare-failed'])
    expect(text).toContain(`Likely cause: ${causeProse['package-name'].name}.`)
    expect(fix).toBe(plain(causeProse['package-name'].fix))
  })

  it('says how many starts failed only where some did not', () => {
    expect(describeFinding(findings['start-failed']).title).toContain('in 2 of 5 starts')
    expect(describeFinding({ ...findings['start-failed'], failedStarts: 5 }).title).not.toContain('of 5')
  })

  it('does not hold the machine against a variant', () => {
    const lost = { reason: 'engine-lost', message: 'socket hang up' } as const
    expect(
      describeFinding({ ...findings['prepare-failed'], level: 'inconclusive', failure: lost }).text,
    ).toContain("the machine's doing")
  })

  it.each(Object.entries(causeProse))('has a name and a fix for the cause %s', (_cause, { name, fix }) => {
    expect(name.length).toBeGreaterThan(10)
    expect(plain(fix)).toMatch(/\.$/)
  })
})
