import { chmod, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { configPath } from '../support/compare-config.js'
import { makeRepository } from '../support/repository.js'
import { runCli } from '../support/run-cli.js'

const host = 'unix:///nowhere/docker.sock'
const config = `version: 1
services:
  web:
    baseline: { image: "web:1" }
    candidate: { image: "web:2" }
    run: { port: 80 }
    ready: { http: / }
`

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** A history that takes for ever to be asked, and says when it was. */
const slowGit = '#!/bin/sh\n: > "$(dirname "$0")/asked"\nexec sleep 600\n'

describe('cancelled while it finds out what changed', () => {
  it.each([
    ['plan', ['plan']],
    ['measure', ['measure', '--shard', '1/1', '--record', 'part.json']],
  ])('%s ends as interrupted and leaves nothing', async (_, args) => {
    await using repository = await makeRepository({ [configPath]: config, 'bin/git': slowGit })
    const bin = join(repository.folder, 'bin')
    await chmod(join(bin, 'git'), 0o755)
    const cancelOnceAsked = async (pid: number) => {
      while (!(await exists(join(bin, 'asked')))) await pause(20)
      process.kill(pid, 'SIGINT')
    }
    let cancelled: Promise<void> | undefined
    const run = await runCli([...args, '--base', 'main'], {
      cwd: repository.folder,
      host,
      env: { PATH: `${bin}:${process.env.PATH}` },
      onStart: (pid) => {
        cancelled = cancelOnceAsked(pid)
      },
    })
    await cancelled
    expect(run.stderr).toContain('interrupted: nothing was created, nothing is left')
    expect(run.exitCode).toBe(130)
    expect(await exists(join(repository.folder, 'part.json'))).toBe(false)
  })
})
