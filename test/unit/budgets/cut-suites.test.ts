import { describe, expect, it } from 'vitest'
import { judge } from '../../../src/core/budgets/judge.js'
import type { CellFact, CheckFact } from '../../../src/core/domain/facts.js'
import type { Role } from '../../../src/core/domain/variant.js'
import { aCell, aConfig, aService, builtFacts, failed, passed } from './case.js'

const service = aService('web', {
  suites: { api: ['one', 'two'] },
  budgets: [{ metric: 'suite-time', migration: { fail: 0.5 } }],
})
const config = aConfig(service)
const notRun = (name: string): CheckFact => ({ name, outcome: 'not-run' })

const cell = (role: Role, checks: readonly CheckFact[], durationMs: number): CellFact =>
  aCell('web', 'api', role, checks, { durationMs })

const judged = (...cells: readonly CellFact[]) => {
  const { verdict, comparisons } = judge(builtFacts(config, { cells }), config)
  return { verdict, time: comparisons.find(({ metric }) => metric === 'suite-time') }
}

describe('a suite of which only one half ran', () => {
  const whole = cell('candidate', [passed('one'), passed('two')], 9_000)

  it('is held against no whole one: the candidate was not slower', () => {
    const { verdict, time } = judged(cell('baseline', [passed('one'), notRun('two')], 2_000), whole)
    expect(verdict).toBe('inconclusive')
    expect(time?.change).toBeUndefined()
    expect(time?.absent?.baseline).toBe('suite api did not run to its end')
  })

  it('because its machine gave way is none either', () => {
    const lost = failed('two', 'the engine is gone', { reason: 'engine-lost' })
    expect(judged(cell('baseline', [passed('one'), lost], 2_000), whole).time?.change).toBeUndefined()
  })

  it('but one whose checks failed took its time', () => {
    const { verdict, time } = judged(cell('baseline', [failed('one'), passed('two')], 2_000), whole)
    expect(time?.change).toBeCloseTo(3.5)
    expect(verdict).toBe('fail')
  })
})
