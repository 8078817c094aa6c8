import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeCommentBody } from '../../src/github/comment-body.js'
import * as errors from '../support/github/errors.js'
import { refused, times } from '../support/github/faults.js'
import { impatient, operations, publishTo } from '../support/github/publish.js'
import { type GithubStandIn, startGithub } from '../support/github/server.js'
import { workflowBot } from '../support/github/tokens.js'

let github: GithubStandIn
beforeEach(async () => {
  github = await startGithub()
})
afterEach(async () => {
  await github.close()
  github.assertClean()
})

const refusal = (because: string, words: string) => ({
  outcome: 'refused',
  because,
  warning: expect.stringContaining(words),
})

describe('what passes is tried again', () => {
  it.each(['list', 'user', 'update'] as const)('a server error of "%s", twice', async (operation) => {
    github.comments.add(workflowBot, makeCommentBody('default', 'd0', 'before'))
    github.plan(operation, ...times(2, refused(errors.serverError(502))))
    expect((await publishTo(github)).outcome).toBe('updated')
  })

  it('a server error of "create", and every new attempt looks first', async () => {
    github.plan('create', ...times(2, refused(errors.serverError(500))))
    expect((await publishTo(github)).outcome).toBe('created')
    expect(operations(github)).toEqual(['list', 'create', 'list', 'create', 'list', 'create'])
    expect(github.comments.all).toHaveLength(1)
  })

  it('a comment whose answer was lost is not written twice', async () => {
    github.plan('create', { goes: 'lost' })
    expect(await publishTo(github)).toEqual({ outcome: 'created', url: expect.any(String) })
    expect(operations(github)).toEqual(['list', 'create', 'list', 'user'])
    expect(github.comments.all).toHaveLength(1)
  })

  it('a connection that is reset', async () => {
    github.plan('list', { goes: 'reset' })
    expect((await publishTo(github)).outcome).toBe('created')
  })

  it('a page of a proxy in place of an answer', async () => {
    github.plan('list', { goes: 'garbled', status: 503, type: 'text/html', text: '<h1>Unicorn</h1>' })
    expect((await publishTo(github)).outcome).toBe('created')
  })

  it('a secondary limit, as long as GitHub asks', async () => {
    github.plan('create', refused(errors.secondaryLimit(2)))
    expect((await publishTo(github)).outcome).toBe('created')
    expect(operations(github)).toEqual(['list', 'create', 'create'])
  })

  it('a secondary limit that names no time', async () => {
    github.plan('list', refused(errors.secondaryLimit()))
    expect((await publishTo(github)).outcome).toBe('created')
  })

  it('too many requests with a time to wait', async () => {
    github.plan('list', refused(errors.tooManyRequests(3)))
    expect((await publishTo(github)).outcome).toBe('created')
  })

  it.each([403, 429] as const)('a used-up limit (%i) that is renewed in seconds', async (status) => {
    github.plan('list', refused(errors.limitUsedUp(status, new Date(Date.now() + 3000))))
    expect((await publishTo(github)).outcome).toBe('created')
  })

  it('waits as long as was asked before it tries again', async () => {
    github.plan('list', refused(errors.tooManyRequests(20)))
    const from = performance.now()
    expect((await publishTo(github, { patience: { ...impatient, secondMs: 25 } })).outcome).toBe('created')
    expect(performance.now() - from).toBeGreaterThanOrEqual(495)
  })
})

describe('what does not pass ends soon', () => {
  it('server errors: three attempts', async () => {
    github.plan('list', ...times(3, refused(errors.serverError(503))))
    expect(await publishTo(github)).toEqual(refusal('server-failed', '503'))
  })

  it('server errors of "create": three attempts', async () => {
    github.plan('create', ...times(3, refused(errors.serverError(503))))
    expect(await publishTo(github)).toEqual(refusal('server-failed', '503'))
    expect(github.comments.all).toEqual([])
  })

  it('a limit that lasts longer than we wait is not waited for', async () => {
    github.plan('list', refused(errors.secondaryLimit(61)))
    expect(await publishTo(github)).toEqual(refusal('rate-limited', 'secondary rate limit'))
    github.plan('list', refused(errors.limitUsedUp(403, new Date(Date.now() + 3_600_000))))
    expect(await publishTo(github)).toEqual(refusal('rate-limited', 'API rate limit exceeded'))
    github.plan('list', refused(errors.tooManyRequests(3600)))
    expect(await publishTo(github)).toEqual(refusal('rate-limited', 'Too many requests'))
    expect(operations(github)).toEqual(['list', 'list', 'list'])
  })

  it('limits that add up to more than we wait in all', async () => {
    github.plan('list', refused(errors.secondaryLimit(40)))
    github.plan('create', refused(errors.secondaryLimit(40)))
    expect(await publishTo(github)).toEqual(refusal('rate-limited', 'secondary rate limit'))
    expect(operations(github)).toEqual(['list', 'list', 'create'])
  })

  it('silence: each attempt is cut off', async () => {
    github.plan('list', ...times(3, { goes: 'silent' }))
    const patience = { ...impatient, requestTimeoutMs: 1500 }
    expect(await publishTo(github, { patience })).toEqual(refusal('timed-out', 'did not answer in time'))
  })

  it('slowness: the whole is cut off, not only each attempt', async () => {
    github.plan('list', { goes: 'slow', delayMs: 8000 })
    const patience = { ...impatient, totalTimeoutMs: 2000 }
    expect(await publishTo(github, { patience })).toEqual(refusal('timed-out', 'did not answer in time'))
  })

  it('a server that is slow, but not too slow, is waited for', async () => {
    github.plan('list', { goes: 'slow', delayMs: 300 })
    expect((await publishTo(github)).outcome).toBe('created')
  })

  it('nobody listening', async () => {
    const gone = await startGithub()
    await gone.close()
    expect(await publishTo(gone)).toEqual(refusal('unreachable', 'GITHUB_API_URL'))
  })

  it('an address that is none', async () => {
    expect(await publishTo(github, { apiUrl: 'not an address' })).toEqual(
      refusal('unreachable', 'GITHUB_API_URL'),
    )
  })
})
