import { describe, expect, it } from 'vitest'
import { refusal, reserveOf, starvation } from '../../../src/core/capacity/memory-guard.js'
import { isMachineFailure, stopOfCell, stopOfStart } from '../../../src/core/capacity/stops.js'
import type { MemoryRoom } from '../../../src/core/domain/capacity.js'
import type { Budget } from '../../../src/core/domain/config.js'
import type { Failure } from '../../../src/core/domain/failure.js'
import { aService } from '../budgets/case.js'

const MiB = 1024 ** 2
const ref = { service: 'web', role: 'candidate', revision: 'head' } as const
const start = { ref, purpose: 'smoke' } as const
const failed = (reason: Failure['reason'], message = 'said'): Failure => ({ reason, message })
const withBudget = (budget: Budget) => ({ ...aService('web'), budgets: [budget] })

describe('what stops a level', () => {
  it('is a start later than the fail level of the limit on start-up, and not one at it', () => {
    const service = withBudget({ metric: 'startup', limit: { warn: 100, fail: 500 } })
    expect(stopOfStart({ ...start, readyMs: 500 }, service)).toBeUndefined()
    expect(stopOfStart({ ...start, readyMs: 501 }, service)).toEqual({
      by: 'startup-budget',
      startupMs: 501,
      limitMs: 500,
    })
  })

  it('is no start that is only late against a warning, against the baseline, or against nothing', () => {
    for (const budget of [
      { metric: 'startup', limit: { warn: 100 } },
      { metric: 'startup', migration: { fail: 0.1 } },
      { metric: 'memory-idle', limit: { fail: 1 } },
    ] as const)
      expect(stopOfStart({ ...start, readyMs: 9000 }, withBudget(budget))).toBeUndefined()
  })

  it('is the first check that failed, and a kill for memory wherever it shows', () => {
    const cell = (...failures: readonly (Failure | undefined)[]) => ({
      service: 'web',
      suite: 'api',
      role: 'candidate' as const,
      checks: failures.map((failure, index) => ({
        name: `check ${index}`,
        outcome: failure === undefined ? ('passed' as const) : ('failed' as const),
        ...(failure === undefined ? {} : { failure }),
      })),
    })
    expect(stopOfCell(cell(undefined, undefined))).toBeUndefined()
    expect(stopOfCell(cell(undefined, failed('expectation'), failed('timeout')))).toMatchObject({
      by: 'check',
      check: 'check 1',
    })
    expect(stopOfCell(cell(failed('killed-by-memory-limit')))).toMatchObject({ by: 'memory-limit' })
    const killedAtStart = { ...start, failure: failed('killed-by-memory-limit') }
    expect(stopOfStart(killedAtStart, aService('web'))).toMatchObject({ by: 'memory-limit' })
  })

  it('is never the engine running out of networks, of disk or of itself', () => {
    const outOfNetworks = [
      'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
      'all predefined address pools have been fully subnetted',
    ].map((message) => failed('start-refused', message))
    for (const failure of [
      ...outOfNetworks,
      failed('engine-lost'),
      failed('disk-full'),
      failed('cancelled'),
    ]) {
      expect(isMachineFailure(failure)).toBe(true)
      expect(stopOfStart({ ...start, failure }, aService('web'))).toBeUndefined()
    }
    expect(stopOfStart({ ...start, failure: failed('start-refused') }, aService('web'))).toMatchObject({
      by: 'start',
    })
  })
})

describe('the memory that stays free', () => {
  const room = (availableBytes: number): MemoryRoom => ({ availableBytes, totalBytes: 1, whose: 'machine' })

  it('is a tenth of it, and at least 512 MiB', () => {
    expect(reserveOf(16_000 * MiB)).toBe(1600 * MiB)
    expect(reserveOf(1000 * MiB)).toBe(512 * MiB)
  })

  it('forbids a level that would go into it by one byte', () => {
    expect(refusal(room(1000), 400, 6, 100)).toBeUndefined()
    expect(refusal(room(999), 400, 6, 100)).toMatchObject({ neededBytes: 600, availableBytes: 999 })
  })

  it('ends a level that has gone into it', () => {
    expect(starvation(room(400), 400)).toBeUndefined()
    expect(starvation(room(399), 400)).toMatchObject({ by: 'machine-memory', reserveBytes: 400 })
  })
})
