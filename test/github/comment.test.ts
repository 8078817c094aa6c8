import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commentLimit, makeCommentBody } from '../../src/github/comment-body.js'
import { operations, publishTo } from '../support/github/publish.js'
import { type GithubStandIn, startGithub } from '../support/github/server.js'
import { ada, tokens, workflowBot } from '../support/github/tokens.js'

let github: GithubStandIn
beforeEach(async () => {
  github = await startGithub()
})
afterEach(async () => {
  await github.close()
  github.assertClean()
})

const bodies = () => github.comments.all.map(({ body }) => body)
const chatter = (count: number) => {
  for (let index = 0; index < count; index += 1) github.comments.add(ada, `remark ${index}`)
}
const ownBody = (markdown = '# report 0', digest = 'd0', key = 'default') =>
  makeCommentBody(key, digest, markdown)

describe('the sticky comment', () => {
  it('is created where there is none, with its markers first', async () => {
    const published = await publishTo(github)
    expect(published).toEqual({ outcome: 'created', url: expect.stringContaining('/pull/7#issuecomment-') })
    expect(bodies()).toEqual([
      '<!-- container-migrate:default -->\n<!-- container-migrate-judgement:d1 -->\n\n# report 1',
    ])
  })

  it('is updated in place by the next run', async () => {
    await publishTo(github)
    chatter(3)
    const published = await publishTo(github, { markdown: '# report 2', digest: 'd2' })
    expect(published.outcome).toBe('updated')
    expect(github.comments.all).toHaveLength(4)
    expect(bodies()[0]).toContain('# report 2')
  })

  it('is left alone where it would stay as it is, also after a browser has saved it', async () => {
    await publishTo(github)
    for (const comment of github.comments.all) comment.body = `${comment.body.replaceAll('\n', '\r\n')}\r\n`
    expect(await publishTo(github)).toMatchObject({ outcome: 'unchanged', url: expect.any(String) })
    expect(operations(github).filter((name) => name === 'update')).toEqual([])
  })

  it('is found on the third page, and nothing is asked beyond it', async () => {
    chatter(250)
    const own = github.comments.add(workflowBot, ownBody())
    chatter(300)
    expect((await publishTo(github)).outcome).toBe('updated')
    expect(own.body).toContain('# report 1')
    expect(operations(github)).toEqual(['list', 'list', 'list', 'user', 'update'])
    expect(github.requests.map(({ query }) => query.per_page).slice(0, 3)).toEqual(['100', '100', '100'])
  })

  it('keeps runs with different keys apart, whatever the key holds', async () => {
    const keys = ['a', 'b', 'a --> <script>', 'a\nb', 'ü/ß', '\ud800']
    for (const key of keys) await publishTo(github, { key, markdown: `for ${keys.indexOf(key)}` })
    for (const key of keys) await publishTo(github, { key, markdown: `again for ${keys.indexOf(key)}` })
    expect(bodies().map((body) => body.split('\n').slice(3))).toEqual(
      keys.map((_, index) => [`again for ${index}`]),
    )
    expect(bodies().join()).not.toContain('<script>')
  })

  it('that is the older of two of our own is the one updated', async () => {
    const older = github.comments.add(workflowBot, ownBody('older'))
    const newer = github.comments.add(workflowBot, ownBody('newer'))
    expect((await publishTo(github)).outcome).toBe('updated')
    expect(older.body).toContain('# report 1')
    expect(newer.body).toBe(ownBody('newer'))
  })

  it('is created anew where it was deleted between being found and being updated', async () => {
    const own = github.comments.add(workflowBot, ownBody())
    github.plan('list', { goes: 'then', act: () => github.comments.remove(own.id) })
    expect((await publishTo(github)).outcome).toBe('created')
    expect(bodies()).toEqual([ownBody('# report 1', 'd1')])
  })

  it('may be as long as GitHub takes, to the character', async () => {
    const markdown = 'é'.repeat(commentLimit - ownBody('', 'd1').length)
    expect((await publishTo(github, { markdown })).outcome).toBe('created')
    expect(await publishTo(github, { markdown: `${markdown}x` })).toMatchObject({
      outcome: 'refused',
      because: 'too-long',
      warning: expect.stringContaining('65537 of 65536 characters'),
    })
    expect(operations(github)).toEqual(['list', 'create'])
  })
})

describe('a comment of somebody else', () => {
  it('with our marker is never touched: a person under the workflow token', async () => {
    github.comments.add(ada, ownBody('forged'))
    expect((await publishTo(github)).outcome).toBe('created')
    expect(bodies()[0]).toBe(ownBody('forged'))
  })

  it('with our marker is never touched: a bot or another person under a personal token', async () => {
    github.comments.add(workflowBot, ownBody('of the bot'))
    github.comments.add({ login: 'eve', type: 'User' }, ownBody('of eve'))
    const own = github.comments.add({ login: 'Ada', type: 'User' }, ownBody('of ada'))
    expect((await publishTo(github, { token: tokens.personal })).outcome).toBe('updated')
    expect(own.body).toContain('# report 1')
    expect(bodies().slice(0, 2)).toEqual([ownBody('of the bot'), ownBody('of eve')])
  })

  it('that only quotes our marker is never touched, not even our own', async () => {
    const quoting = [`> ${ownBody()}`, `\n${ownBody()}`, `see\n${ownBody()}`, ` ${ownBody()}`]
    for (const body of quoting) github.comments.add(workflowBot, body)
    expect((await publishTo(github)).outcome).toBe('created')
    expect(bodies().slice(0, -1)).toEqual(quoting)
  })

  it('whose account was deleted is never touched', async () => {
    github.comments.add(null, ownBody('of a ghost'))
    expect((await publishTo(github)).outcome).toBe('created')
    expect(bodies()[0]).toBe(ownBody('of a ghost'))
  })
})

describe('the mode', () => {
  it('never: GitHub is not even asked', async () => {
    expect(await publishTo(github, { mode: 'never' })).toEqual({ outcome: 'skipped' })
    expect(github.requests).toEqual([])
  })

  it('on-change: written first, left alone while the judgement stays, updated when it changes', async () => {
    const mode = 'on-change'
    expect((await publishTo(github, { mode, markdown: 'first' })).outcome).toBe('created')
    expect((await publishTo(github, { mode, markdown: 'other numbers' })).outcome).toBe('unchanged')
    expect(bodies()[0]).toContain('first')
    expect((await publishTo(github, { mode, markdown: 'news', digest: 'd2' })).outcome).toBe('updated')
    expect(bodies()).toEqual([ownBody('news', 'd2')])
  })

  it('on-failure: a pull request that always passed gets no comment', async () => {
    expect(await publishTo(github, { mode: 'on-failure', verdict: 'pass' })).toEqual({ outcome: 'skipped' })
    expect(bodies()).toEqual([])
  })

  it.each(['fail', 'inconclusive'] as const)('on-failure: a verdict of %s gets one', async (verdict) => {
    expect((await publishTo(github, { mode: 'on-failure', verdict })).outcome).toBe('created')
  })

  it('on-failure: a pull request that was fixed does not keep a red comment', async () => {
    const mode = 'on-failure'
    await publishTo(github, { mode, verdict: 'fail', markdown: 'red' })
    expect((await publishTo(github, { mode, verdict: 'pass', markdown: 'green' })).outcome).toBe('updated')
    expect(bodies()).toEqual([ownBody('green', 'd1')])
  })

  it('on-failure: a fixed pull request whose comment is being deleted gets no new one', async () => {
    const own = github.comments.add(workflowBot, ownBody('red'))
    github.plan('list', { goes: 'then', act: () => github.comments.remove(own.id) })
    expect(await publishTo(github, { mode: 'on-failure', verdict: 'pass' })).toEqual({ outcome: 'skipped' })
    expect(bodies()).toEqual([])
  })
})
