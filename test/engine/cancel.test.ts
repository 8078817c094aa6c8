import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { docker, isRunning, leftovers, processesOf } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { runCli } from '../support/run-cli.js'
import { healthy, slowStep, slowToStart } from '../support/services.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

/** Nobody else's containers are of this name. */
const own = `cancel-${process.pid}`

const slowBuild = `${healthy()}${slowStep(120)}`
const suite = "smoke:\n  slow:\n    - exec: [sleep, '120']\n      timeout: 3m\n"

const phases = [
  { phase: 'build', files: { 'Dockerfile.candidate': slowBuild }, when: /preparing variants/ },
  {
    phase: 'start',
    files: { 'Dockerfile.candidate': slowToStart(120) },
    when: /start cancel-\d+ baseline 1/,
  },
  { phase: 'smoke', files: {}, when: /running smoke suites/ },
] as const

describe('a run that is cancelled', () => {
  for (const { phase, files, when } of phases) {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      it(`during ${phase} by ${signal} ends, says so, and leaves nothing`, async () => {
        await using repository = await makeRepository({
          Dockerfile: healthy(),
          'Dockerfile.candidate': healthy(),
          ...files,
          [configPath]: configOf(suite, own),
        })
        const run = await runCli(['compare', '--json'], {
          cwd: repository.folder,
          host,
          onProgress: {
            matches: when,
            act: async (pid) => {
              await pause(700)
              process.kill(pid, signal)
            },
          },
        })
        expect(run.exitCode).toBe(130)
        expect(run.stderr).toContain(`${signal}: ending the run`)
        const record = JSON.parse(run.stdout)
        expect(record.facts.interrupted).toMatchObject({ reason: 'cancelled' })
        expect(record.judgement.verdict).toBe('inconclusive')
        expect(await leftovers(host, run.runId)).toEqual([])
      })
    }
  }

  it('by SIGKILL leaves labelled things, which clean removes', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': healthy(),
      [configPath]: configOf(suite, own),
    })
    const run = await runCli(['compare'], {
      cwd: repository.folder,
      host,
      onProgress: {
        matches: /running smoke suites/,
        act: async (pid) => {
          await untilContainers()
          process.kill(pid, 'SIGKILL')
        },
      },
    })
    expect(run.signal).toBe('SIGKILL')
    const left = await leftovers(host, run.runId)
    expect(left.length).toBeGreaterThan(2)
    const clean = await runCli(['clean', run.runId ?? ''], { cwd: repository.folder, host })
    expect(clean.stdout).toContain(`removed ${left.length}\n`)
    const again = await runCli(['clean', run.runId ?? ''], { cwd: repository.folder, host })
    expect(again).toMatchObject({ stdout: `run ${run.runId}: nothing to remove\n`, exitCode: 0 })
    expect(clean.exitCode).toBe(0)
    expect(await leftovers(host, run.runId)).toEqual([])
  })

  it('by SIGKILL amid a command of a check leaves the command, which clean ends', async () => {
    const command = `sleep 601.${process.pid}`
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': healthy(),
      [configPath]: configOf(`smoke:\n  held:\n    - run: ${command}\n      timeout: 20m\n`, own),
    })
    const run = await runCli(['compare'], {
      cwd: repository.folder,
      host,
      onProgress: {
        matches: /running smoke suites/,
        act: async (pid) => {
          while (!(await isRunning(command))) await pause(100)
          process.kill(pid, 'SIGKILL')
        },
      },
    })
    expect(run.signal).toBe('SIGKILL')
    expect(await isRunning(command)).toBe(true)
    const clean = await runCli(['clean', run.runId ?? ''], { cwd: repository.folder, host })
    expect(clean.exitCode, clean.stdout).toBe(0)
    expect(await isRunning(command)).toBe(false)
    expect(await leftovers(host, run.runId)).toEqual([])
  })

  it('by SIGKILL amid a build leaves its builder and a folder, which clean ends and removes', async () => {
    // Nobody else sleeps for as long.
    const step = `sleep 600.${process.pid}`
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': `${healthy()}RUN ${step}\n`,
      [configPath]: configOf(suite, own),
    })
    const run = await runCli(['compare'], {
      cwd: repository.folder,
      host,
      onProgress: {
        matches: /preparing variants/,
        act: async (pid) => {
          while (!(await isRunning(step))) await pause(100)
          process.kill(pid, 'SIGKILL')
        },
      },
    })
    expect(run.signal).toBe('SIGKILL')
    expect(await processesOf(run.runId)).not.toEqual([])
    const clean = await runCli(['clean', run.runId ?? ''], { cwd: repository.folder, host })
    expect(clean.exitCode).toBe(0)
    expect(await leftovers(host, run.runId)).toEqual([])
    // The engine ends what nobody waits for any more.
    while (await isRunning(step)) await pause(100)
  })
})

async function untilContainers(): Promise<void> {
  const filter = ['--filter', `label=container-migrate.service=${own}`]
  while ((await docker(host, 'ps', '--quiet', ...filter)) === '') await pause(100)
}
