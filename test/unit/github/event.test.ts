import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSubject } from '../../../src/github/event.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'event-'))
})
afterAll(() => rm(folder, { recursive: true }))

const runner = {
  GITHUB_REPOSITORY: 'octo/shop',
  GITHUB_SHA: 'merge-sha',
  GITHUB_SERVER_URL: 'https://github.example',
  GITHUB_API_URL: 'https://github.example/api/v3',
  GITHUB_RUN_ID: '42',
  GITHUB_WORKFLOW: 'Migration',
  GITHUB_JOB: 'compare',
  GITHUB_EVENT_NAME: 'pull_request',
}

async function readWith(text: string, env: NodeJS.ProcessEnv = runner) {
  const file = join(folder, 'event.json')
  await writeFile(file, text)
  return readSubject({ ...env, GITHUB_EVENT_PATH: file })
}

const readPayload = (payload: unknown) => readWith(JSON.stringify(payload))

const pullRequest = (headRepository: unknown) => ({
  pull_request: {
    number: 7,
    head: { sha: 'head-sha', repo: headRepository },
    base: { sha: 'base-sha', repo: { full_name: 'octo/shop' } },
  },
})

describe('the subject of a run', () => {
  it('of a pull request: its number, its own commit and where to see the run', async () => {
    expect(await readPayload(pullRequest({ full_name: 'octo/shop' }))).toEqual({
      subject: {
        repository: 'octo/shop',
        sha: 'head-sha',
        pullRequest: 7,
        runUrl: 'https://github.example/octo/shop/actions/runs/42',
      },
      run: { runId: 42, attempt: 1 },
      baseSha: 'base-sha',
      fromFork: false,
      apiUrl: 'https://github.example/api/v3',
      event: 'pull_request',
      workflow: 'Migration',
      job: 'compare',
    })
  })

  it('is from a fork where the head is in another repository, or its repository is gone', async () => {
    expect((await readPayload(pullRequest({ full_name: 'eve/shop' }))).fromFork).toBe(true)
    expect((await readPayload(pullRequest(null))).fromFork).toBe(true)
  })

  it('of a comment on a pull request: the pull request, and the commit that was checked out', async () => {
    const { subject } = await readPayload({ issue: { number: 9, pull_request: { url: 'x' } }, comment: {} })
    expect(subject).toMatchObject({ pullRequest: 9, sha: 'merge-sha' })
  })

  it('of a comment on an issue, or of a push: no pull request', async () => {
    expect((await readPayload({ issue: { number: 9 } })).subject).not.toHaveProperty('pullRequest')
    expect((await readPayload({ ref: 'refs/heads/main', number: 3 })).subject).toEqual({
      repository: 'octo/shop',
      sha: 'merge-sha',
      runUrl: 'https://github.example/octo/shop/actions/runs/42',
    })
  })

  it('outside a workflow is empty, and says nothing', async () => {
    expect(await readSubject({})).toEqual({ subject: {}, fromFork: false, apiUrl: 'https://api.github.com' })
  })

  it.each(['', '{"pull_request":', '\u0000'])('of a payload that is no JSON (%j) warns', async (text) => {
    const { subject, warning } = await readWith(text)
    expect(warning).toMatch(/^The event's payload \(GITHUB_EVENT_PATH\) could not be read: /)
    expect(subject.repository).toBe('octo/shop')
  })

  it('of a payload that is not there warns', async () => {
    const { warning } = await readSubject({ GITHUB_EVENT_PATH: join(folder, 'absent.json') })
    expect(warning).toContain('ENOENT')
  })

  it('takes no part of the environment that has not its form', async () => {
    const { subject } = await readSubject({
      ...runner,
      GITHUB_REPOSITORY: 'octo/shop/../..',
      GITHUB_RUN_ID: '4;2',
    })
    expect(subject).toEqual({ sha: 'merge-sha' })
  })

  it('of any payload whatever is read without a throw, to a number or to none', async () => {
    const odd = fc.oneof(fc.jsonValue(), fc.integer(), fc.constantFrom(7, '7', 0, -1, 1.5, null, {}, []))
    const payload = fc.oneof(
      odd,
      fc.record({ pull_request: odd, issue: odd }, { requiredKeys: [] }),
      fc.record({ pull_request: fc.record({ number: odd, head: odd, base: odd }, { requiredKeys: [] }) }),
      fc.record({ issue: fc.record({ number: odd, pull_request: odd }), repository: odd }),
    )
    await fc.assert(
      fc.asyncProperty(payload, async (value) => {
        const { subject } = await readPayload(value)
        const { pullRequest } = subject
        expect(pullRequest === undefined || (Number.isSafeInteger(pullRequest) && pullRequest > 0)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
