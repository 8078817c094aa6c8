import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/core/budgets/judge.js'
import type { Budget } from '../../../src/core/domain/config.js'
import type { StartFact, StopFact } from '../../../src/core/domain/start-fact.js'
import type { Role } from '../../../src/core/domain/variant.js'
import { aConfig, aService, builtFacts, inPairs, measured, refOf } from './case.js'

const answered: StopFact = { sent: 'SIGTERM', timeoutMs: 10_000, waitedMs: 41, tookMs: 40, exitCode: 0 }
const ignored: StopFact = { sent: 'SIGTERM', timeoutMs: 10_000, waitedMs: 10_000, exitCode: 137 }

const start = (role: Role, stop?: StopFact): StartFact => ({
  ref: refOf('web', role),
  purpose: 'timed',
  ...(stop && { stop }),
})

const judged = (starts: readonly StartFact[], budgets: readonly Budget[] = []) => {
  const config = aConfig(aService('web', { budgets }))
  const times = measured('web', 'baseline', 'container-stop', inPairs([40, 41, 42]))
  const { findings } = judge(builtFacts(config, { starts, measurements: [times] }), config)
  return findings.map((one) =>
    one.tag === 'sigterm-ignored' ? `${one.level} of the ${one.ref.role}` : one.tag,
  )
}

const budget = (axes: Pick<Budget, 'limit' | 'migration'>): readonly Budget[] => [
  { metric: 'container-stop', ...axes },
]

describe('a variant that only force ends', () => {
  it('is a warning where it is the candidate and the baseline ends when it is asked', () => {
    expect(judged([start('baseline', answered), start('candidate', ignored)])).toEqual([
      'warn of the candidate',
    ])
  })

  it('is told once and as a note where the baseline does the same', () => {
    const starts = [start('baseline', ignored), start('candidate', ignored)]
    expect(judged(starts)).toEqual(['note of the candidate'])
    const config = aConfig(aService('web'))
    expect(judge(builtFacts(config, { starts }), config).findings).toMatchObject([{ baselineToo: true }])
  })

  it('is a note where only the baseline does it', () => {
    expect(judged([start('baseline', ignored), start('candidate', answered)])).toEqual([
      'note of the baseline',
    ])
  })

  it('is told although later starts were not asked', () => {
    const starts = [start('baseline', answered), start('candidate', ignored), start('candidate')]
    expect(judged(starts)).toEqual(['warn of the candidate'])
  })

  it('is nothing where both end', () => {
    expect(judged([start('baseline', answered), start('candidate', answered)])).toEqual([])
  })

  it('fails a budget that allows less than what was waited, and leaves open one that allows more', () => {
    const starts = [start('baseline', answered), start('candidate', ignored)]
    expect(judged(starts, budget({ limit: { fail: 5000 } }))).toContain('fail of the candidate')
    expect(judged(starts, budget({ limit: { fail: 20_000 } }))).toContain('inconclusive of the candidate')
    expect(judged(starts, budget({ migration: { fail: 0.1 } }))).toContain('fail of the candidate')
    expect(judged(starts, budget({ migration: { fail: 999 } }))).toContain('inconclusive of the candidate')
  })
})

describe('why it is so', () => {
  const causeOf = (command: string, handles: boolean) => {
    const config = aConfig(aService('web'))
    const stop = { ...ignored, firstProcess: { command, handles } }
    const [finding] = judge(builtFacts(config, { starts: [start('candidate', stop)] }), config).findings
    return finding?.tag === 'sigterm-ignored' ? finding.cause : undefined
  }

  it.each([
    ['/bin/sh -c node server.js', false, 'shell-first'],
    ['bash /entrypoint.sh', true, 'shell-first'],
    ['/bin/busybox sh /run.sh', false, 'shell-first'],
    ['busybox httpd -f', false, 'signal-unhandled'],
    ['/usr/bin/showcase', false, 'signal-unhandled'],
    ['node server.js', true, 'slow-to-end'],
    ['', false, 'signal-unhandled'],
  ])('is seen by process 1 as it stands there: %s', (command, handles, cause) => {
    expect(causeOf(command, handles)).toBe(cause)
  })

  it('is not guessed where nobody could look', () => {
    const config = aConfig(aService('web'))
    const [finding] = judge(builtFacts(config, { starts: [start('candidate', ignored)] }), config).findings
    expect(finding).not.toHaveProperty('cause')
  })
})
