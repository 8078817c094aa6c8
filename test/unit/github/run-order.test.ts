import { describe, expect, it } from 'vitest'
import { mustYield, parseRunOrder, readRunOrder, writeRunOrder } from '../../../src/github/run-order.js'

const [one, other] = ['a'.repeat(40), 'b'.repeat(40)]

describe('the order of runs', () => {
  it('is read from what the runner sets, with the commit that the event names', () => {
    const env = { GITHUB_RUN_ID: '8012345678', GITHUB_RUN_ATTEMPT: '2' }
    expect(readRunOrder(env, one)).toEqual({ runId: 8012345678, attempt: 2, commit: one })
    expect(readRunOrder({ GITHUB_RUN_ID: '7' }, undefined)).toEqual({ runId: 7, attempt: 1 })
    expect(readRunOrder({ GITHUB_RUN_ID: '7' }, 'no sha')).toEqual({ runId: 7, attempt: 1 })
    expect(readRunOrder({}, one)).toBeUndefined()
    expect(readRunOrder({ GITHUB_RUN_ID: '-7' }, one)).toBeUndefined()
  })

  it('is read back as it was written', () => {
    for (const run of [
      { runId: 1, attempt: 1 },
      { runId: 999_999_999_999_999, attempt: 12, commit: 'f'.repeat(64) },
    ])
      expect(parseRunOrder(writeRunOrder(run))).toEqual(run)
    for (const text of ['', '1.1', '1.1.xyz', `1.1.${one} `, '1e9.1.', `${'9'.repeat(16)}.1.`])
      expect(parseRunOrder(text)).toBeUndefined()
  })

  it.each([
    [
      'a newer run of another commit stays',
      { runId: 1, attempt: 9, commit: one },
      { runId: 2, attempt: 1, commit: other },
      true,
    ],
    [
      'an older run does not',
      { runId: 2, attempt: 1, commit: one },
      { runId: 1, attempt: 9, commit: other },
      false,
    ],
    [
      'a newer run of the same commit does not',
      { runId: 1, attempt: 1, commit: one },
      { runId: 2, attempt: 1, commit: one },
      false,
    ],
    [
      'a newer run stays where ours has no commit',
      { runId: 1, attempt: 1 },
      { runId: 2, attempt: 1, commit: one },
      true,
    ],
    [
      'a newer run stays where its commit is not known',
      { runId: 1, attempt: 1, commit: one },
      { runId: 2, attempt: 1 },
      true,
    ],
    [
      'a later attempt stays',
      { runId: 1, attempt: 1, commit: one },
      { runId: 1, attempt: 2, commit: one },
      true,
    ],
    [
      'an earlier attempt does not',
      { runId: 1, attempt: 2, commit: one },
      { runId: 1, attempt: 1, commit: one },
      false,
    ],
    [
      'the very same does not',
      { runId: 1, attempt: 1, commit: one },
      { runId: 1, attempt: 1, commit: one },
      false,
    ],
  ])('%s', (_, ours, theirs, stays) => {
    expect(mustYield(ours, theirs)).toBe(stays)
  })

  it('never has two runs that each must yield to the other', () => {
    const all = [1, 2].flatMap((runId) =>
      [1, 2].flatMap((attempt) => [
        { runId, attempt },
        { runId, attempt, commit: one },
        { runId, attempt, commit: other },
      ]),
    )
    for (const a of all) for (const b of all) expect(mustYield(a, b) && mustYield(b, a)).toBe(false)
  })
})
