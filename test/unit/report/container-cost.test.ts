import { describe, expect, it } from 'vitest'
import type { StartFact } from '../../../src/core/domain/start-fact.js'
import type { Role } from '../../../src/core/domain/variant.js'
import { containerCostTable } from '../../../src/core/report/markdown/container-cost.js'
import { containerCostOf } from '../../../src/core/report/model/container-cost.js'
import { aService, noFacts, refOf } from '../budgets/case.js'

const answered = (tookMs: number) => ({
  sent: 'SIGTERM',
  timeoutMs: 10_000,
  waitedMs: tookMs,
  tookMs,
  exitCode: 143,
})
const ignored = { sent: 'SIGTERM', timeoutMs: 10_000, waitedMs: 10_000, exitCode: 137 }
const execFailure = { reason: 'not-run', message: 'the image has no <img src=x> `true`' } as const

const start = (role: Role, pair: number, rest: Partial<StartFact>): StartFact => ({
  ref: refOf('web', role),
  purpose: 'timed',
  pair,
  ...(pair === 0 && { warmUp: true }),
  createdMs: 10,
  processStartedMs: 210,
  startedMs: 250,
  removeMs: 8,
  ...rest,
})

const tableOf = (starts: readonly StartFact[]): readonly string[] => {
  const facts = { ...noFacts, starts }
  const side = (role: Role) => {
    const cost = containerCostOf(facts, aService('web'), role)
    return { role, series: [], ...(cost && { cost }) }
  }
  const shown = containerCostTable({ baseline: side('baseline'), candidate: side('candidate') })
  return (shown ?? '').replaceAll('&nbsp;', ' ').split('\n')
}

describe('the table of container cost', () => {
  it('has every part by itself, the warm-up left out', () => {
    const rows = tableOf([
      start('baseline', 0, { execMs: 900, stop: answered(500), removeMs: 700 }),
      start('baseline', 1, { execMs: 60, stop: answered(12) }),
      start('baseline', 2, { execMs: 62, stop: answered(14) }),
    ])
    expect(rows).toHaveLength(3)
    expect(rows[2]).toMatch(/10\.0.ms.*200.ms.*61\.0.ms.*SIGTERM: 13\.0.ms.*143.*8\.00.ms/)
  })

  it('says where only force ended it, though only the warm-up was asked', () => {
    const rows = tableOf([start('candidate', 0, { stop: ignored }), start('candidate', 1, {})])
    expect(rows[2]).toContain('SIGTERM: only by force')
    expect(rows[2]).toContain('137')
  })

  it('says why a figure is missing, as text and no more', () => {
    const rows = tableOf([start('candidate', 0, { execFailure }), start('candidate', 1, {})])
    expect(rows[2]).toContain('the image has no')
    expect(rows[2]).not.toContain('<img')
  })

  it('is not there for a record of before these were taken', () => {
    const { removeMs: _, ...old } = start('candidate', 1, {})
    expect(tableOf([old])).toEqual([''])
  })
})
