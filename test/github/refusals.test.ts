import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeCommentBody } from '../../src/github/comment-body.js'
import * as errors from '../support/github/errors.js'
import { refused } from '../support/github/faults.js'
import { operations, publishTo } from '../support/github/publish.js'
import { type GithubStandIn, startGithub } from '../support/github/server.js'
import { tokens, workflowBot } from '../support/github/tokens.js'

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

describe('what GitHub will not have is one warning, never an exception', () => {
  it.each([
    ['no token', { token: undefined }, 'no-token', 'github-token'],
    ['an empty token', { token: '' }, 'no-token', 'pull-requests: write'],
    ['no repository', { repository: undefined }, 'no-repository', 'GITHUB_REPOSITORY'],
    ['no pull request', { pullRequest: undefined }, 'no-pull-request', 'pull-requests: write'],
  ] as const)('%s: nothing is asked of GitHub', async (_, wish, because, words) => {
    expect(await publishTo(github, wish)).toEqual(refusal(because, words))
    expect(github.requests).toEqual([])
  })

  it('no permission: the warning names the permission and how to give it', async () => {
    const published = await publishTo(github, { token: tokens.readOnly })
    expect(published).toEqual(
      refusal('missing-permission', 'permissions: { contents: read, pull-requests: write }'),
    )
    expect(published).toEqual(refusal('missing-permission', 'Resource not accessible by integration'))
    expect(operations(github)).toEqual(['list', 'create'])
  })

  it('no permission to read comments either', async () => {
    github.plan('list', refused(errors.notForIntegrations))
    expect(await publishTo(github)).toEqual(refusal('missing-permission', 'pull-requests: write'))
  })

  it('no permission to update what an earlier run wrote', async () => {
    github.comments.add(workflowBot, makeCommentBody('default', 'd0', 'before'))
    expect(await publishTo(github, { token: tokens.readOnly })).toEqual(
      refusal('missing-permission', 'pull-requests: write'),
    )
  })

  it('a fork: the warning says that no permission can be given here', async () => {
    const published = await publishTo(github, { token: tokens.readOnly, fromFork: true })
    expect(published).toEqual(refusal('read-only-fork', 'comes from a fork'))
    expect(published).toEqual(refusal('read-only-fork', 'pull-requests: write'))
  })

  it('a fork whose token may write after all gets its comment', async () => {
    expect((await publishTo(github, { fromFork: true })).outcome).toBe('created')
  })

  it('a token that GitHub does not know', async () => {
    expect(await publishTo(github, { token: 'unknown' })).toEqual(refusal('bad-token', 'Bad credentials'))
    expect(operations(github)).toEqual(['list'])
  })

  it('a locked conversation', async () => {
    github.locked = true
    expect(await publishTo(github)).toEqual(refusal('locked', 'the conversation is locked'))
  })

  it('a pull request that is not there for this token', async () => {
    expect(await publishTo(github, { pullRequest: 8 })).toEqual(refusal('not-found', '404'))
    expect(await publishTo(github, { repository: 'octo/hidden' })).toEqual(refusal('not-found', '404'))
  })

  it('a body that GitHub rejects', async () => {
    github.plan('create', refused(errors.invalid('Body is not welcome')))
    expect(await publishTo(github)).toEqual(refusal('rejected', 'Body is not welcome'))
    expect(operations(github)).toEqual(['list', 'create'])
  })

  it.each([
    ['a sign-in page', 'text/html', '<h1>Sign in</h1>'],
    ['half a document', 'application/json', '[{"id": 1, "bo'],
    ['another document', 'application/json', '{"ok": true}'],
    ['nothing', 'application/json', ''],
  ])('an answer that is not one: %s', async (_, type, text) => {
    github.plan('list', { goes: 'garbled', status: 200, type, text })
    expect(await publishTo(github)).toEqual(refusal('unexpected-answer', 'not a list'))
  })

  it('quotes what was said as one line of bounded length', async () => {
    const body = {
      message: `a\n::error::b ${'c'.repeat(2000)}`,
      documentation_url: 'https://docs.github.com',
    }
    github.plan('list', refused({ status: 403, body }))
    const published = await publishTo(github)
    const warning = 'warning' in published ? published.warning : ''
    expect(warning).toMatch(/^No comment was written: .*a ::error::b ccc/)
    expect(warning).not.toContain('\n')
    expect(warning.length).toBeLessThan(800)
  })
})
