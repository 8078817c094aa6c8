import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refused } from '../support/github/faults.js'
import { type GithubStandIn, startGithub } from '../support/github/server.js'
import { ada, tokens } from '../support/github/tokens.js'

let github: GithubStandIn
beforeEach(async () => {
  github = await startGithub()
})
afterEach(() => github.close())

const comments = '/repos/octo/shop/issues/7/comments'
const usual = {
  accept: 'application/vnd.github+json',
  authorization: `token ${tokens.workflow}`,
  'content-type': 'application/json',
}

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${github.url}${path}`, { ...init, headers: { ...usual, ...init.headers } })

const post = (body: unknown, headers: Record<string, string> = {}) =>
  ask(comments, { method: 'POST', body: JSON.stringify(body), headers })

describe('the stand-in for GitHub', () => {
  it('has nothing against requests as described', async () => {
    expect((await ask('/user')).status).toBe(403)
    expect((await ask(`${comments}?per_page=100&page=2`)).status).toBe(200)
    expect((await post({ body: 'hello' })).status).toBe(201)
    expect(() => github.assertClean()).not.toThrow()
  })

  it.each([
    ['a path that is not described', () => ask('/repos/octo/shop/comments'), 'is not served here'],
    ['a method that is not described', () => ask(comments, { method: 'PUT' }), 'is not served here'],
    ['an unknown query parameter', () => ask(`${comments}?perPage=3`), '"perPage" is not described'],
    ['a page that is no number', () => ask(`${comments}?page=two`), '"page" is not an integer'],
    ['more per page than GitHub gives', () => ask(`${comments}?per_page=101`), '"per_page" is over 100'],
    ['a number that is none', () => ask('/repos/octo/shop/issues/x/comments'), '"issue_number" is not an'],
    ['a body without its member', () => post({ text: 'x' }), "must have required property 'body'"],
    ['a body with a strange member', () => post({ body: 'x', draft: true }), 'must NOT have additional'],
    ['a body of the wrong type', () => post({ body: 1 }), '/body must be string'],
    ['a body as text', () => post({ body: 'x' }, { 'content-type': 'text/plain' }), 'content-type is'],
    ['an odd accept header', () => ask(comments, { headers: { accept: 'text/html' } }), 'accept is'],
    ['no authorization', () => ask(comments, { headers: { authorization: '' } }), 'authorization is'],
  ])('has something against %s', async (_, request, complaint) => {
    await request()
    expect(() => github.assertClean()).toThrow(complaint)
  })

  it.each([
    ['an answer without what is required', { status: 422, body: { message: 'no' } }, 'documentation_url'],
    ['an answer of the wrong type', { status: 200, body: { message: 'no' } }, 'must be array'],
    ['a success that is not described', { status: 202, body: [] }, '202 is no answer'],
  ])('has something against %s of its own', async (_, answer, complaint) => {
    const operation = answer.status === 422 ? 'create' : 'list'
    github.plan(operation, refused(answer))
    await (operation === 'create' ? post({ body: 'x' }) : ask(comments))
    expect(() => github.assertClean()).toThrow(complaint)
  })

  it('has something against a planned fault that never happened', () => {
    github.plan('user', { goes: 'reset' })
    expect(() => github.assertClean()).toThrow('1 planned faults never happened')
  })

  it('gives pages with links as GitHub does', async () => {
    for (let index = 0; index < 5; index += 1) github.comments.add(ada, `remark ${index}`)
    const answer = await ask(`${comments}?per_page=2&page=2`)
    const link = answer.headers.get('link') ?? ''
    expect(link.match(/page=\d+>; rel="\w+"/g)).toEqual([
      'page=1>; rel="prev"',
      'page=3>; rel="next"',
      'page=3>; rel="last"',
      'page=1>; rel="first"',
    ])
    expect(await answer.json()).toMatchObject([{ body: 'remark 2' }, { body: 'remark 3' }])
  })
})
