import { execFile, spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { makeRepository } from '../support/repository.js'
import { runCli } from '../support/run-cli.js'

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const nowhere = 'unix:///nowhere/docker.sock'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

describe('the command, with nobody to read it', () => {
  it('ends in order where the pipe was closed early', async () => {
    await using repository = await makeRepository({})
    const child = spawn(process.execPath, [cli, 'init', '--print'], { cwd: repository.folder })
    let stderr = ''
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    child.stdout.destroy()
    const exitCode = await new Promise((resolve) => child.on('close', resolve))
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  })

  it('says without a stack that a full disk took its answer, and ends with 3', async () => {
    const shell = promisify(execFile)('sh', ['-c', '"$0" "$1" --help > /dev/full', process.execPath, cli])
    await expect(shell).rejects.toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^container-migrate: cannot write to standard output: ENOSPC[^\n]*\n$/),
    })
  })
})

describe('compare --record', () => {
  it('refuses a place it could not write before the engine is asked for anything', async () => {
    await using repository = await makeRepository({ [configPath]: configOf() })
    await mkdir(join(repository.folder, 'records'))
    const run = await runCli(['compare', '--record', 'records'], { cwd: repository.folder, host: nowhere })
    expect(run).toMatchObject({
      exitCode: 2,
      stderr: 'container-migrate: cannot write records: it is there, and no file\n',
    })
  })
})

describe('doctor', () => {
  it('ends with 2 for a config that is wrong, and only warns where there is none yet', async () => {
    await using repository = await makeRepository({ 'wrong.yml': 'version: 2\n' })
    const doctor = (...args: string[]) => runCli(['doctor', ...args], { cwd: repository.folder, host })
    for (const file of ['wrong.yml', 'missing.yml']) {
      const run = await doctor('--config', file)
      expect(run.exitCode).toBe(2)
      expect(run.stdout).toContain(`✗ ${file === 'wrong.yml' ? 'wrong.yml:1' : 'cannot read the config'}`)
      expect(run.stdout).toContain('1 thing to mend first')
    }
    const none = await doctor()
    expect(none.exitCode).toBe(0)
    expect(none.stdout).toContain('! nothing to compare')
  })

  it('names the Dockerfiles that are missing', async () => {
    await using repository = await makeRepository({ [configPath]: configOf(), Dockerfile: 'FROM scratch\n' })
    const run = await runCli(['doctor'], { cwd: repository.folder, host })
    expect(run.exitCode).toBe(2)
    expect(run.stdout).toContain('✗ Dockerfile.candidate: there is no such file')
    expect(run.stdout).not.toContain('✗ Dockerfile:')
  })
})
