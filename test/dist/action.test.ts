import { readFile } from 'node:fs/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { locked, notFound, secondaryLimit, serverError } from '../support/github/errors.js'
import { refused, times } from '../support/github/faults.js'
import { type GithubStandIn, startGithub } from '../support/github/server.js'
import { tokens } from '../support/github/tokens.js'
import { leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { pullRequestEvent, runAction, runPost } from '../support/run-action.js'
import { healthy, withCommand } from '../support/services.js'

let host = ''
let github: GithubStandIn
beforeAll(async () => {
  host = await mainEngine()
})
beforeEach(async () => {
  github = await startGithub()
})
afterEach(async () => {
  await github.close()
  github.assertClean()
})

const suite = 'smoke:\n  api:\n    - http: GET /health\n      contains: healthy\n'
const good = {
  Dockerfile: healthy(),
  'Dockerfile.candidate': healthy(),
  [configPath]: configOf(suite),
}
const bad = { ...good, 'Dockerfile.candidate': withCommand("echo '::error::pwned'") }

const act = async (files: Record<string, string>, inputs: Record<string, string> = {}, fork = false) => {
  await using repository = await makeRepository(files)
  const run = await runAction({
    workspace: repository.folder,
    host,
    inputs: { 'github-token': tokens.workflow, ...inputs },
    event: pullRequestEvent(github.pullRequest, fork),
    env: { GITHUB_API_URL: github.url },
  })
  const record =
    run.outputs.record === undefined ? undefined : JSON.parse(await readFile(run.outputs.record, 'utf8'))
  expect(await leftovers(host, run.state['run-id'])).toEqual([])
  return { ...run, record }
}

describe('the bundled action', () => {
  it('passes, comments, summarises and sets its outputs', async () => {
    const { exitCode, outputs, summary, record, log } = await act(good)
    expect(exitCode).toBe(0)
    expect(outputs).toMatchObject({
      verdict: 'pass',
      'run-id': record.run.id,
      'comment-url': expect.stringContaining('/pull/7#issuecomment-'),
    })
    expect(record.subject).toMatchObject({ repository: 'octo/shop', pullRequest: 7, sha: 'b'.repeat(40) })
    expect(summary).toContain('pass')
    expect(github.comments.all).toHaveLength(1)
    const body = github.comments.all[0]?.body ?? ''
    expect(body.startsWith('<!-- container-migrate:migrate%2Fcompare -->\n')).toBe(true)
    expect(body).toContain('baseline')
    expect(log).not.toMatch(/^::(error|warning)/m)
  })

  it('fails with the broken check named in comment, annotation and exit, and then updates the same comment', async () => {
    const first = await act(bad)
    expect(first.exitCode).toBe(1)
    expect(first.outputs.verdict).toBe('fail')
    expect(first.log).toMatch(/^::error .*container-migrate\.yml,line=\d+.*GET \/health/m)
    expect(first.log).not.toMatch(/^\s*::error::pwned/m)
    expect(github.comments.all[0]?.body).toContain('container-migrate: fail')
    expect(github.comments.all[0]?.body).toContain(
      '`GET /health` passes on the baseline and fails on the candidate',
    )
    const second = await act(good)
    expect(second.exitCode).toBe(0)
    expect(github.comments.all).toHaveLength(1)
    expect(github.comments.all[0]?.body).toContain('container-migrate: pass')
  })

  it.each([
    ['no permission to comment', tokens.readOnly, false, []],
    ['a fork', tokens.readOnly, true, []],
    ['no token', '', false, []],
    ['a locked conversation', tokens.workflow, false, [['create', refused(locked)]]],
    ['a pull request that is gone', tokens.workflow, false, [['list', refused(notFound)]]],
  ] as const)('keeps its verdict and warns once where there is %s', async (_, token, fork, faults) => {
    for (const [operation, fault] of faults) github.plan(operation, fault)
    const { exitCode, outputs, log, summary } = await act(good, { 'github-token': token }, fork)
    expect(exitCode).toBe(0)
    expect(outputs.verdict).toBe('pass')
    expect(log.match(/^::warning/gm)).toHaveLength(1)
    expect(summary.length).toBeGreaterThan(100)
    expect(github.comments.all).toHaveLength(0)
  })

  it('outlasts a server error and a secondary limit', async () => {
    github.plan('list', ...times(1, refused(serverError(502))), refused(secondaryLimit(1)))
    const { exitCode } = await act(good)
    expect(exitCode).toBe(0)
    expect(github.comments.all).toHaveLength(1)
  })

  it('takes one service from inputs alone', async () => {
    const { [configPath]: _, ...dockerfiles } = bad
    const wasteful = bad['Dockerfile.candidate'].replace(
      '\nCMD',
      '\nRUN echo waste > /waste\nRUN rm /waste\nCMD',
    )
    const { exitCode, record } = await act(
      { ...dockerfiles, 'Dockerfile.candidate': wasteful },
      {
        baseline: 'Dockerfile',
        candidate: 'Dockerfile.candidate',
        port: '8000',
        ready: '/health',
        smoke: 'GET /health 200\ntest "$VARIANT" = baseline',
        'image-size': '1kB',
        'wasted-bytes': '0B',
        efficiency: '100%',
        comment: 'never',
      },
    )
    expect(exitCode).toBe(1)
    expect(record.judgement.checks.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'passed',
      'broken-by-the-move',
    ])
    const exceeded = record.judgement.findings.flatMap((one: { tag: string; metric?: string }) =>
      one.tag === 'limit-exceeded' ? [one.metric] : [],
    )
    expect(exceeded).toEqual(['image-size', 'wasted-bytes', 'efficiency'])
    expect(github.comments.all).toHaveLength(0)
  })

  it('refuses a wrong input or config with exit 2, where it stands, before anything is created', async () => {
    await using repository = await makeRepository({ ...good, [configPath]: configOf('smok: {}\n') })
    const run = await runAction({ workspace: repository.folder, host })
    expect(run.exitCode).toBe(2)
    expect(run.log).toMatch(
      /^::error file=\.github\/container-migrate\.yml,line=\d+,col=\d+::.*did you mean `smoke`/m,
    )
    const wrong = await runAction({ workspace: repository.folder, host, inputs: { comment: 'sometimes' } })
    expect(wrong.exitCode).toBe(2)
    expect(wrong.log).toContain("input 'comment'")
    for (const { log } of [run, wrong]) expect(log).not.toMatch(/\n\s+at /)
  })
})

describe('the post step', () => {
  it('removes what a killed run left, by the id that the run saved first', async () => {
    await using repository = await makeRepository({
      ...good,
      [configPath]: configOf("smoke:\n  slow:\n    - exec: [sleep, '60']\n      timeout: 2m\n"),
    })
    const request = { workspace: repository.folder, host }
    const run = await runAction({
      ...request,
      onOutput: {
        matches: /running smoke suites/,
        act: (pid) => void setTimeout(() => process.kill(pid, 'SIGKILL'), 1500),
      },
    })
    expect(run.signal).toBe('SIGKILL')
    const runId = run.state['run-id']
    expect((await leftovers(host, runId)).length).toBeGreaterThan(0)
    const post = await runPost(request, run.state)
    expect(post.exitCode).toBe(0)
    expect(await leftovers(host, runId)).toEqual([])
    expect((await runPost(request, run.state)).exitCode).toBe(0)
  })

  it('does nothing where no run began', async () => {
    await using repository = await makeRepository({})
    const post = await runPost({ workspace: repository.folder, host }, {})
    expect(post).toMatchObject({ exitCode: 0, log: '' })
  })
})
