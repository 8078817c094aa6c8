import { existsSync, readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findMergeBase, type MergeBaseQuestion } from '../../../src/git/merge-base.js'
import { openRepository } from '../../../src/git/repository.js'
import { type GitWorkshop, makeGitWorkshop, type Repo } from '../../support/git.js'

let workshop: GitWorkshop
let notes: string[]
beforeEach(async () => {
  workshop = await makeGitWorkshop()
  notes = []
})
afterEach(() => workshop[Symbol.asyncDispose]())

async function find(repo: Repo, base: string, more: Partial<MergeBaseQuestion> & { env?: object } = {}) {
  const { env, ...question } = more
  const { signal } = new AbortController()
  const where = { cwd: repo.folder, env: { ...workshop.env, ...env }, signal }
  const onNote = (text: string) => void notes.push(text)
  return findMergeBase(await openRepository(where), { base, onNote, ...question })
}

/** `main` with a pull request of two commits that began some commits ago, and the merge that a host tries. */
async function makePullRequest(since = 1) {
  const repo = await workshop.make('shop', { file: '1' })
  for (let index = 0; index < 4; index += 1) await repo.commit({ main: `before ${index}` })
  const fork = await repo.git('rev-parse', 'HEAD')
  await repo.git('checkout', '--quiet', '-b', 'feature')
  await repo.commit({ feature: '1' })
  const head = await repo.commit({ feature: '2' })
  await repo.git('checkout', '--quiet', 'main')
  for (let index = 0; index < since; index += 1) await repo.commit({ main: `after ${index}` })
  const base = await repo.git('rev-parse', 'HEAD')
  await repo.git('checkout', '--quiet', '--detach')
  await repo.git('merge', '--quiet', '--no-ff', '--message', 'Merge', 'feature')
  const merge = await repo.git('rev-parse', 'HEAD')
  const url = await workshop.publish(repo)
  await repo.git('push', '--quiet', 'origin', `${merge}:refs/pull/7/merge`, `${head}:refs/pull/7/head`)
  await repo.git('checkout', '--quiet', 'feature')
  return { repo, url, fork, head, base, merge }
}

const state = async (repo: Repo) => ({
  refs: await repo.git('for-each-ref'),
  head: await repo.git('rev-parse', 'HEAD'),
  status: await repo.git('status', '--porcelain'),
  config: await repo.git('config', '--list', '--local'),
})

describe('the merge base in a whole clone', () => {
  it.each(['main', 'refs/heads/main', 'origin/main', 'refs/remotes/origin/main'])(
    'is found for %s',
    async (base) => {
      const { repo, fork, head } = await makePullRequest()
      expect(await find(repo, base)).toEqual({ found: 'commit', commit: fork, head })
      expect(notes).toEqual([])
    },
  )

  it('is found for a tag and for a commit, by its full or its short name', async () => {
    const { repo, fork, base, head } = await makePullRequest()
    await repo.git('tag', '--annotate', '--message', 'one', 'v1', 'main')
    for (const name of ['v1', base, base.slice(0, 9), fork])
      expect(await find(repo, name)).toEqual({ found: 'commit', commit: fork, head })
  })

  it('is held against the branch where a tag has the same name', async () => {
    const { repo, fork } = await makePullRequest()
    await repo.git('tag', 'main', `${fork}~2`)
    expect(await find(repo, 'main')).toMatchObject({ commit: fork })
  })

  it('is found for a branch that only origin has, which leaves no trace of itself', async () => {
    const { url, base, merge } = await makePullRequest()
    const repo = await workshop.checkOut('runner', url, merge, 0)
    const before = await state(repo)
    expect(await find(repo, 'main')).toMatchObject({ commit: base })
    expect(await state(repo)).toEqual(before)
    expect(await repo.git('rev-parse', '--is-shallow-repository')).toBe('false')
    expect(await repo.git('rev-list', '--count', 'HEAD')).toBe('9')
  })

  it('of branches that began apart is none, and that is told', async () => {
    const { repo } = await makePullRequest()
    await repo.git('checkout', '--quiet', '--orphan', 'other')
    await repo.commit({ file: 'other' })
    await expect(find(repo, 'main')).rejects.toMatchObject({ message: 'HEAD and main share no history' })
  })

  it('of nothing that is committed is none, and that is told', async () => {
    const repo = workshop.open(workshop.folder)
    await repo.git('init', '--quiet')
    await expect(find(repo, 'main')).rejects.toMatchObject({
      message: expect.stringMatching(/nothing is committed/),
    })
  })
})

describe('a base that exists nowhere', () => {
  it('is told with the branches that do, here and at origin', async () => {
    const { repo, url } = await makePullRequest()
    const found = await find(repo, 'mian')
    expect(found).toEqual({ found: 'no-base', branches: expect.arrayContaining(['main', 'feature']) })
    const runner = await workshop.checkOut('runner', url, 'refs/pull/7/merge', 1)
    expect(await find(runner, 'mian')).toEqual({ found: 'no-base', branches: ['feature', 'main'] })
  })

  it('is told also for a commit that origin does not know', async () => {
    const { repo } = await makePullRequest()
    expect(await find(repo, 'c'.repeat(40))).toMatchObject({ found: 'no-base' })
  })
})

describe('the merge base of a pull request in a shallow clone', () => {
  it.each([1, 2, 3])('of depth %i is the base, which the merge was made onto', async (depth) => {
    const { url, base, merge } = await makePullRequest()
    const repo = await workshop.checkOut('runner', url, 'refs/pull/7/merge', depth)
    const before = await state(repo)
    expect(await find(repo, 'main')).toEqual({ found: 'commit', commit: base, head: merge })
    expect(await state(repo)).toEqual(before)
    expect(await repo.git('diff', '--name-only', base, 'HEAD')).toBe('feature')
  })

  it('is found by the base commit too', async () => {
    const { url, base, merge } = await makePullRequest()
    for (const depth of [1, 2]) {
      const repo = await workshop.checkOut(`runner${depth}`, url, 'refs/pull/7/merge', depth)
      expect(await find(repo, base)).toEqual({ found: 'commit', commit: base, head: merge })
    }
  })

  it('of depth 2 needs nothing of origin where the host says which commit is its merge', async () => {
    const { url, fork, base, merge } = await makePullRequest(3)
    const repo = await workshop.checkOut('runner', url, 'refs/pull/7/merge', 2)
    await repo.git('remote', 'set-url', 'origin', 'file:///nowhere')
    // What the event says may be older than what was merged onto.
    expect(await find(repo, fork, { trialMerge: merge })).toEqual({
      found: 'commit',
      commit: base,
      head: merge,
    })
    expect(notes).toEqual([])
  })

  it('of depth 1 takes one commit more where the host says which commit is its merge', async () => {
    const { url, base, merge } = await makePullRequest(3)
    const repo = await workshop.checkOut('runner', url, 'refs/pull/7/merge', 1)
    expect(await find(repo, 'main', { trialMerge: merge })).toMatchObject({ commit: base })
    expect(notes).toHaveLength(1)
    expect(await repo.git('rev-list', '--count', base)).toBe('1')
  })

  it('is found after the base moved on, further back', async () => {
    const { repo: origin, url, base, merge } = await makePullRequest()
    const repo = await workshop.checkOut('runner', url, 'refs/pull/7/merge', 1)
    await origin.git('checkout', '--quiet', 'main')
    for (let index = 0; index < 70; index += 1) await origin.commit({ main: `later ${index}` })
    await origin.git('push', '--quiet', 'origin', 'main')
    const before = await state(repo)
    expect(await find(repo, 'main')).toEqual({ found: 'commit', commit: base, head: merge })
    expect(await state(repo)).toEqual(before)
    expect(notes.at(-1)).toContain('fetching 500 commits more')
  })
})

describe('the merge base of a branch in a shallow clone', () => {
  it('is fetched as far as it lies back', async () => {
    const { url, fork, head } = await makePullRequest(3)
    const repo = await workshop.checkOut('runner', url, 'refs/heads/feature', 1)
    const before = await state(repo)
    expect(await find(repo, 'main')).toEqual({ found: 'commit', commit: fork, head })
    expect(await state(repo)).toEqual(before)
  })

  it('is found under a commit that was never pushed', async () => {
    const { url, fork } = await makePullRequest(3)
    const repo = await workshop.checkOut('runner', url, 'refs/heads/feature', 1)
    await repo.commit({ own: '1' })
    expect(await find(repo, 'main')).toMatchObject({ commit: fork })
  })

  it('is found for a base that is told by how far it lies back', async () => {
    const { url, head, fork } = await makePullRequest()
    const repo = await workshop.checkOut('runner', url, 'refs/heads/feature', 1)
    expect(await find(repo, 'HEAD~2')).toEqual({ found: 'commit', commit: fork, head })
    await expect(
      find(await workshop.checkOut('other', url, 'refs/heads/feature', 1), 'HEAD~99'),
    ).rejects.toMatchObject({
      message: 'this clone is shallow, and the base HEAD~99 is not in it',
    })
  })

  it('never takes history away that was there', async () => {
    const { url, fork } = await makePullRequest(3)
    const repo = await workshop.checkOut('runner', url, 'refs/heads/feature', 4)
    expect(await repo.git('rev-list', '--count', 'HEAD')).toBe('4')
    expect(await find(repo, 'main')).toMatchObject({ commit: fork })
    expect(Number(await repo.git('rev-list', '--count', 'HEAD'))).toBeGreaterThanOrEqual(4)
  })

  it('that origin cannot be asked for is told with the depth to check out', async () => {
    const { url, base } = await makePullRequest(3)
    const repo = await workshop.checkOut('runner', url, 'refs/heads/feature', 1)
    await repo.git('remote', 'set-url', 'origin', 'file:///nowhere')
    for (const name of ['main', base])
      await expect(find(repo, name)).rejects.toMatchObject({
        message: expect.stringContaining('origin could not be asked'),
        advice: expect.stringContaining('`fetch-depth: 0`'),
      })
  })

  it('that lies deeper than origin may be asked for is told with the depth to check out', async () => {
    const { repo: whole, url } = await makePullRequest(3)
    const repo = await workshop.checkOut('runner', url, 'refs/heads/feature', 1)
    await repo.git('fetch', '--quiet', '--depth=1', 'origin', 'main:refs/heads/main')
    await repo.git('remote', 'set-url', 'origin', 'file:///nowhere')
    await expect(find(repo, 'main')).rejects.toMatchObject({
      message: expect.stringContaining('too shallow for the merge base'),
      advice: expect.stringContaining('`fetch-depth: 0`'),
    })
    await repo.git('remote', 'remove', 'origin')
    await expect(find(repo, 'main')).rejects.toMatchObject({
      message: expect.stringContaining('there is no origin'),
    })
    await expect(find(repo, 'other')).rejects.toMatchObject({
      message: 'this clone is shallow, and the base other is not in it',
    })
    expect(await whole.git('rev-parse', '--is-shallow-repository')).toBe('false')
  })

  it('leaves no lock behind where it is cancelled in the midst of a fetch', async () => {
    const { url, base } = await makePullRequest(3)
    const repo = await workshop.checkOut('runner', url, 'refs/heads/feature', 1)
    // A server that says where history is cut off, and then nothing of the pack any more.
    const started = join(workshop.folder, 'started')
    const slow = join(workshop.folder, 'slow.cjs')
    await writeFile(
      slow,
      `#!${process.execPath}
const server = require('node:child_process').spawn('git-upload-pack', process.argv.slice(2), { stdio: ['inherit', 'pipe', 'inherit'] })
server.stdout.on('data', (chunk) => {
  const at = chunk.indexOf('packfile')
  if (at === -1) return process.stdout.write(chunk)
  process.stdout.write(chunk.subarray(0, at + 40))
  server.stdout.removeAllListeners('data')
  setTimeout(() => require('node:fs').writeFileSync('${started}', ''), 300)
  setInterval(() => {}, 1000)
})
`,
      { mode: 0o755 },
    )
    await repo.git('config', 'remote.origin.uploadpack', slow)
    const cancel = new AbortController()
    const where = { cwd: repo.folder, env: workshop.env, signal: cancel.signal }
    const finding = findMergeBase(await openRepository(where), { base, onNote: () => {} })
    const watch = setInterval(() => {
      if (existsSync(started)) cancel.abort(new Error('enough'))
    }, 20)
    await expect(finding).rejects.toThrow('enough')
    clearInterval(watch)
    expect(readdirSync(join(repo.folder, '.git')).filter((name) => name.endsWith('.lock'))).toEqual([])
    await repo.git('config', '--unset', 'remote.origin.uploadpack')
    expect(await find(repo, 'main')).toMatchObject({ found: 'commit' })
  })

  it('asks nobody for a password', async () => {
    const { url } = await makePullRequest()
    const repo = await workshop.checkOut('runner', url, 'refs/heads/feature', 1)
    const asked = join(workshop.folder, 'asked')
    const program = join(workshop.folder, 'ask')
    await writeFile(program, `#!/bin/sh\necho "$@" >> ${asked}\nsleep 600\n`, { mode: 0o755 })
    await using server = await demandingServer()
    await repo.git('remote', 'set-url', 'origin', server.url)
    const env = { SSH_ASKPASS: program, DISPLAY: ':0', CI: '' }
    for (const how of [env, { ...env, GIT_ASKPASS: program }])
      await expect(find(repo, 'main', { env: how })).rejects.toMatchObject({
        message: expect.stringContaining('origin could not be asked'),
      })
    await expect(readFile(asked, 'utf8')).rejects.toThrow('ENOENT')
    expect(server.requests).toBeGreaterThan(0)
  })
})

/** Wants to know who asks, of everybody. */
async function demandingServer() {
  const { createServer } = await import('node:http')
  let requests = 0
  const server = createServer((_, response) => {
    requests += 1
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/shop.git`,
    get requests() {
      return requests
    },
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
