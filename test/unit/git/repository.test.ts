import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRepository } from '../../../src/git/repository.js'
import { runGit } from '../../../src/git/run-git.js'
import { type GitWorkshop, makeGitWorkshop } from '../../support/git.js'

let workshop: GitWorkshop
beforeEach(async () => {
  workshop = await makeGitWorkshop()
})
afterEach(() => workshop[Symbol.asyncDispose]())

const { signal } = new AbortController()

describe('a repository', () => {
  it('is found from a folder below its top', async () => {
    const repo = await workshop.make('shop', { 'services/api/file': '1' })
    const cwd = join(repo.folder, 'services/api')
    expect((await openRepository({ cwd, env: workshop.env, signal })).top).toBe(repo.folder)
  })

  it('is the one of the folder, whatever the environment says of another', async () => {
    const repo = await workshop.make('shop', { file: '1' })
    const other = await workshop.make('other', { file: '1' })
    const env = { ...workshop.env, GIT_DIR: join(other.folder, '.git'), GIT_WORK_TREE: other.folder }
    expect((await openRepository({ cwd: repo.folder, env, signal })).top).toBe(repo.folder)
  })

  it('that belongs to somebody else is told with the command that allows it', async () => {
    const repo = await workshop.make('shop', { file: '1' })
    const env = { ...workshop.env, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1', LANG: 'de_DE.UTF-8' }
    await expect(openRepository({ cwd: repo.folder, env, signal })).rejects.toMatchObject({
      message: expect.stringContaining('belongs to another user'),
      advice: `git config --global --add safe.directory ${repo.folder}`,
    })
  })

  it('that is none, or bare, is told so', async () => {
    const none = { message: expect.stringContaining('in no working tree of a Git repository') }
    const { folder: cwd, env } = workshop
    await expect(openRepository({ cwd, env, signal })).rejects.toMatchObject(none)
    const bare = join(cwd, 'bare.git')
    await workshop.open(cwd).git('init', '--quiet', '--bare', bare)
    await expect(openRepository({ cwd: bare, env, signal })).rejects.toMatchObject(none)
  })

  it('cannot be asked without git, and that is told with the fix', async () => {
    const repo = await workshop.make('shop', { file: '1' })
    const env = { ...workshop.env, PATH: join(workshop.folder, 'nothing-here') }
    await expect(openRepository({ cwd: repo.folder, env, signal })).rejects.toMatchObject({
      message: 'there is no git on this machine',
      advice: expect.stringContaining('install git'),
    })
  })

  it('that is broken is told in the words of git', async () => {
    const repo = await workshop.make('shop', { file: '1' })
    await writeFile(join(repo.folder, '.git/config'), '[core\nbroken')
    await expect(openRepository({ cwd: repo.folder, env: workshop.env, signal })).rejects.toMatchObject({
      message: expect.stringMatching(/bad config line/),
    })
  })
})

describe('a git command', () => {
  const call = (args: readonly string[], more: object = {}) =>
    runGit({ args, cwd: workshop.folder, env: workshop.env, signal, ...more })

  it('whose answer is longer than is read is ended', async () => {
    const repo = await workshop.make('shop', { file: 'x'.repeat(1_000_000) })
    const args = ['cat-file', 'blob', 'HEAD:file']
    expect(await call(args, { cwd: repo.folder, mostBytes: 1000 })).toEqual({ ended: 'too-long' })
  })

  it('that takes too long is ended, with what it started', async () => {
    const { env, pidFile } = await hangingRemote()
    const args = ['ls-remote', 'ssh://host.invalid/repo']
    expect(await call(args, { env, timeoutMs: 8000 })).toEqual({ ended: 'timed-out' })
    await expectGone(pidFile)
  })

  it('that is cancelled is ended, with what it started', async () => {
    const { env, pidFile } = await hangingRemote()
    const cancel = new AbortController()
    const running = call(['ls-remote', 'ssh://host.invalid/repo'], { env, signal: cancel.signal })
    const pid = await readSoon(pidFile)
    cancel.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
    await expectGone(pidFile)
    expect(Number(pid)).toBeGreaterThan(1)
  })

  it('that was cancelled before is not started', async () => {
    await expect(
      (async () => call(['--version'], { signal: AbortSignal.abort(new Error('enough')) }))(),
    ).rejects.toThrow('enough')
  })

  it('starts no helper that a URL names', async () => {
    const proof = join(workshop.folder, 'proof')
    const end = await call(['ls-remote', `ext::sh -c touch% ${proof}`])
    expect(end).toMatchObject({ ended: 'exited', exitCode: 128 })
    await expect(readFile(proof)).rejects.toThrow('ENOENT')
  })

  /** A server that never answers, behind a program that git starts. */
  async function hangingRemote() {
    const pidFile = join(workshop.folder, 'pid')
    const program = join(workshop.folder, 'ssh.sh')
    await mkdir(workshop.folder, { recursive: true })
    await writeFile(
      program,
      `#!/bin/sh\necho $$ > ${pidFile}.new\nmv ${pidFile}.new ${pidFile}\nsleep 600\n`,
      {
        mode: 0o755,
      },
    )
    return { env: { ...workshop.env, GIT_SSH_COMMAND: program }, pidFile }
  }
})

async function readSoon(file: string): Promise<string> {
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '')
    if (text !== '') return text.trim()
    await sleep(20)
  }
}

async function expectGone(pidFile: string): Promise<void> {
  const pid = await readSoon(pidFile)
  // Its parent may not have been told of its end yet.
  for (;;) {
    const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
    if (state === undefined || /\) [ZX] /.test(state)) return
    await sleep(20)
  }
}
