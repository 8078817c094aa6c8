import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { configOf, configPath } from '../support/compare-config.js'
import { extraEngine, whyUnavailable } from '../support/engines.js'
import { docker, leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { compareJson, runCli } from '../support/run-cli.js'
import { healthy, slowStep } from '../support/services.js'

const slow = {
  build: { 'Dockerfile.candidate': `${healthy()}${slowStep(60)}` },
  smoke: {},
} as const

/** Nothing of the run is being made any more, so that what is found later is all that there will be. */
const until = {
  async build(host: string) {
    while ((await docker(host, 'images', '--quiet', '--filter', 'label=container-migrate.run')) === '')
      await pause(100)
  },
  async smoke(host: string) {
    const sleeping = async () => {
      const ids = await docker(host, 'ps', '--quiet', '--filter', 'label=container-migrate.run')
      const tops = ids.split('\n').filter((id) => id !== '')
      const running = await Promise.all(tops.map((id) => docker(host, 'top', id).catch(() => '')))
      return running.filter((processes) => processes.includes('sleep 60')).length
    }
    while ((await sleeping()) < 2) await pause(100)
  },
}

describe.skipIf((await whyUnavailable('classic')) !== undefined)('an engine that hangs', () => {
  it.each([
    ['build', /prepare web baseline/],
    ['smoke', /running smoke suites/],
  ] as const)(
    'during %s does not hold whoever wants to leave, and what stays is found later',
    async (phase, when) => {
      await using engine = await extraEngine('classic', { bases: ['local/musl:1'] })
      await using repository = await makeRepository({
        Dockerfile: healthy(),
        'Dockerfile.candidate': healthy(),
        ...slow[phase],
        [configPath]: configOf("smoke:\n  slow:\n    - exec: [sleep, '60']\n      timeout: 2m\n"),
      })
      const { record, exitCode, stderr, runId } = await compareJson({
        cwd: repository.folder,
        host: engine.host,
        onProgress: {
          matches: when,
          act: async (pid) => {
            await until[phase](engine.host)
            process.kill(engine.pids.dockerd, 'SIGSTOP')
            process.kill(pid, 'SIGINT')
          },
        },
      })
      process.kill(engine.pids.dockerd, 'SIGCONT')
      expect(exitCode).toBe(130)
      expect(record.facts.interrupted?.reason).toBe('cancelled')
      expect(stderr).toContain(`left behind: whatever run ${runId} created: no answer to GET /_ping`)
      const clean = await runCli(['clean', runId ?? ''], { cwd: repository.folder, host: engine.host })
      expect(clean.stdout).toMatch(/removed [1-9]/)
      // What it had been asked for when it hung it may do only now, after somebody has cleaned.
      const leftAfterCleaning = async () => {
        const left = await leftovers(engine.host, runId)
        if (left.length > 0)
          await runCli(['clean', runId ?? ''], { cwd: repository.folder, host: engine.host })
        return left
      }
      await expect.poll(leftAfterCleaning, { timeout: 60_000, interval: 500 }).toEqual([])
    },
  )
})
