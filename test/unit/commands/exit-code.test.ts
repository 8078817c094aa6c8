import { describe, expect, it } from 'vitest'
import {
  describeError,
  exitCodeOf,
  exitCodeOfError,
  exitCodeOfPart,
} from '../../../src/commands/exit-code.js'
import { EnvironmentError, UsageError } from '../../../src/core/domain/errors.js'
import type { Facts } from '../../../src/core/domain/facts.js'
import type { FailureReason } from '../../../src/core/domain/failure.js'
import { baseRef } from '../../../src/core/domain/variant.js'
import { aCell, aConfig, aService, builtFacts, failed, passed, unbuilt } from '../budgets/case.js'
import { recordOf } from '../report/samples/records.js'

const config = aConfig(aService('web', { suites: { api: ['GET /'] } }))
const facts = builtFacts(config, {
  cells: [
    aCell('web', 'api', 'baseline', [passed('GET /')]),
    aCell('web', 'api', 'candidate', [passed('GET /')]),
  ],
})
const broken: Facts = {
  ...facts,
  cells: [...facts.cells.slice(0, 1), aCell('web', 'api', 'candidate', [failed('GET /')])],
}
const unprepared = (role: 'baseline' | 'candidate', reason: FailureReason): Facts => ({
  ...facts,
  prepared: [unbuilt('web', role, { reason, message: '' })],
})
const withBase = (reason: FailureReason): Facts => ({
  ...facts,
  prepared: [
    ...facts.prepared,
    { ...unbuilt('web', 'candidate', { reason, message: '' }), ref: baseRef('web') },
  ],
})
const cut = (reason: FailureReason, from: Facts = facts): Facts => ({
  ...from,
  interrupted: { reason, message: '' },
})

describe('an exit code', () => {
  it.each<[string, number, Facts]>([
    ['0 for a pass', 0, facts],
    ['0 where nothing can be held against the candidate', 0, unprepared('baseline', 'build-error')],
    ['1 for a broken check', 1, broken],
    ['1 for a candidate that does not build', 1, unprepared('candidate', 'build-error')],
    ['3 for a registry out of reach', 3, unprepared('candidate', 'registry-unreachable')],
    ["0 where the base branch's image is out of reach", 0, withBase('registry-unreachable')],
    ['3 for a lost engine', 3, cut('engine-lost')],
    ['3 for a full disk', 3, cut('disk-full')],
    ['1 for what failed before the engine was lost', 1, cut('engine-lost', broken)],
    ['130 for a cancelled run, whatever it had found', 130, cut('cancelled', broken)],
  ])('is %s', (_, code, found) => {
    expect(exitCodeOf(recordOf(config, found))).toBe(code)
  })

  it('of a shard is 3 where the machine gave way, and 0 where that cost only the base branch', () => {
    expect(exitCodeOfPart({ facts: withBase('shard-lost') })).toBe(0)
    expect(exitCodeOfPart({ facts: unprepared('candidate', 'shard-lost') })).toBe(3)
  })

  it('is 2 for the user’s mistake and 3 for all else that was thrown', () => {
    expect(exitCodeOfError(new UsageError('no such service'))).toBe(2)
    expect(exitCodeOfError(new EnvironmentError('no engine', 'start it'))).toBe(3)
    expect(exitCodeOfError(new TypeError('a bug'))).toBe(3)
  })
})

describe('an error in words', () => {
  it('says what to try, and of a bug that it is one, without a stack', () => {
    expect(describeError(new EnvironmentError('no engine', 'start it'))).toBe('no engine\n  try: start it')
    expect(describeError(new UsageError('no such service'))).toBe('no such service')
    expect(describeError(new TypeError('x is undefined'))).toMatch(
      /^x is undefined\n {2}this is not supposed/,
    )
  })

  it('steers no terminal, whatever a message quotes', () => {
    expect(describeError(new UsageError('no file \u001b[2J\u0007here\tor there'))).toBe(
      'no file here    or there',
    )
  })
})
