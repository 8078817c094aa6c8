import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { capacity } from '../../src/commands/capacity.js'
import { makeRunId } from '../../src/commands/compare.js'
import { loadConfig } from '../../src/commands/load-config.js'
import type { CapacityRecord, MemoryRoom } from '../../src/core/domain/capacity.js'
import { expectPublished } from '../support/capacity-schema.js'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { freePort } from '../support/free-port.js'
import { docker, leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { type CliRequest, runCli } from '../support/run-cli.js'
import { healthy, onPort, slowToStart, withCommand } from '../support/services.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

/** Nobody else's containers are of this name. */
const own = `capacity-${process.pid}`

/** Passes while no more copies of this variant run than its image allows; every copy of a level runs until the last is through. */
const sharing = `import { execFileSync } from 'node:child_process'
const { CONTAINER_ID, VARIANT } = process.env
const docker = (...args) => execFileSync('docker', args, { encoding: 'utf8' }).trim()
const run = docker('inspect', '--format', '{{index .Config.Labels "container-migrate.run"}}', CONTAINER_ID)
const copies = docker('ps', '--quiet', '--filter', 'label=container-migrate.run=' + run).split('\\n').length
const most = Number(docker('exec', CONTAINER_ID, 'cat', '/www/most'))
console.log(copies + ' copies on ' + VARIANT + ', at most ' + most)
process.exit(copies <= most ? 0 : 1)
`

const health = 'smoke:\n  api:\n    - http: GET /health\n'

async function capacityJson(request: CliRequest, args: readonly string[] = []) {
  const run = await runCli(['capacity', '--json', ...args], request)
  if (run.stdout === '') throw new Error(`no record; exit ${run.exitCode}, said:\n${run.stderr}`)
  const record = JSON.parse(run.stdout) as CapacityRecord
  expectPublished(record)
  return { ...run, record }
}

const tried = (record: CapacityRecord, role: string) =>
  record.variants.find(({ ref }) => ref.role === role)?.levels.map(({ copies, outcome }) => [copies, outcome])

describe('the capacity of a machine', () => {
  it('is the most copies whose checks all pass, found by doubling and halving, and leaves nothing', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy({ most: '1' }),
      'Dockerfile.candidate': healthy({ most: '3' }),
      'sharing.mjs': sharing,
      [configPath]: configOf('smoke:\n  shared: [{ run: node sharing.mjs, timeout: 60s }]\n'),
    })
    const request = { cwd: repository.folder, host }
    const { record, exitCode, runId } = await capacityJson(request)

    expect(exitCode).toBe(0)
    expect(record.variants.map(({ carried }) => carried)).toEqual([1, 3])
    expect(tried(record, 'baseline')).toEqual([
      [1, 'carried'],
      [2, 'failed'],
      [2, 'failed'],
    ])
    expect(tried(record, 'candidate')).toEqual([
      [1, 'carried'],
      [2, 'carried'],
      [4, 'failed'],
      [4, 'failed'],
      [3, 'carried'],
    ])
    const candidate = record.variants[1]
    expect(candidate?.stop).toMatchObject({ by: 'check', suite: 'shared', check: 'node sharing.mjs' })
    for (const level of candidate?.levels ?? []) {
      expect(level.slowestStartMs).toBeGreaterThan(0)
      expect(level.memoryBytes).toBeGreaterThan(0)
      if (level.outcome === 'carried') expect(level.suiteMedianMs).toBeGreaterThan(0)
    }
    expect(await leftovers(host, runId)).toEqual([])
  })

  it('is told as a table with the factor, and bounded by --max', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': healthy(),
      [configPath]: configOf(health),
    })
    const run = await runCli(['capacity', '--max', '2'], { cwd: repository.folder, host })
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toContain('web  2 → 2  both carry all that were tried')
    expect(run.stdout).toContain('web candidate: carries all 2 that were tried')
    expect(run.stdout).toMatch(/copies +slowest start +suites, median +memory in all/)
  })

  it('does not even carry one copy of what fails alone, and says how it fails', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': onPort(9000),
      [configPath]: configOf(`${health}ready: { http: /health, timeout: 2s }\n`),
    })
    const run = await runCli(['capacity', '--max', '1'], { cwd: repository.folder, host })
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toContain('web candidate: does not even carry one. a copy never became ready')
    expect(run.stdout).toContain('web  1 → 0')
  })

  it('ends where a copy is ready later than the budget on start-up allows', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': slowToStart(15),
      [configPath]: configOf(`${health}budgets:\n  startup: 12s\n`),
    })
    const { record, exitCode } = await capacityJson({ cwd: repository.folder, host }, ['--max', '1'])
    expect(exitCode).toBe(0)
    expect(record.variants.map(({ carried }) => carried)).toEqual([1, 0])
    expect(record.variants[1]?.stop).toMatchObject({ by: 'startup-budget', limitMs: 12_000 })
  })

  it('ends where a copy is killed by its memory limit', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': withCommand(
        'busybox httpd -p 8000 -h /www; until [ -f /grow ]; do sleep 0.1; done; exec tail /dev/zero',
        { greedy: 'x' },
      ),
      [configPath]: configOf(`run: { port: 8000, memory: 16MB }
smoke:
  api:
    - exec: [sh, -c, 'test ! -f /www/greedy || { touch /grow; sleep 100; }']
`),
    })
    const { record, exitCode } = await capacityJson({ cwd: repository.folder, host }, ['--max', '1'])
    expect(exitCode).toBe(0)
    expect(record.variants.map(({ carried }) => carried)).toEqual([1, 0])
    expect(record.variants[1]?.stop).toMatchObject({
      by: 'memory-limit',
      failure: { reason: 'killed-by-memory-limit' },
    })
  })

  it('is one of a process, which has the ports to itself, and what it is of a container beside it', async () => {
    const port = await freePort()
    await using repository = await makeRepository({
      'server.mjs': `import { createServer } from 'node:http'\ncreateServer((_, answer) => answer.end('ok')).listen(${port})\n`,
      'Dockerfile.candidate': healthy(),
      [configPath]: `version: 1
services:
  web:
    baseline: { process: [node, server.mjs], run: { port: ${port} } }
    candidate: { dockerfile: Dockerfile.candidate, run: { port: 8000 } }
    ready: { http: /health, timeout: 30s }
    smoke:
      api: [{ exec: ['true'] }]
`,
    })
    const run = await runCli(['capacity', '--max', '2'], { cwd: repository.folder, host })
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toContain('carries one, and never more: a process')
    expect(run.stdout).toContain('web  1 → 2  at least × 2')
    expect(await leftovers(host, run.runId)).toEqual([])
  })

  it('is not known of a variant that cannot be built, while the other is measured', async () => {
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': 'FROM local/musl:1\nRUN exit 7\n',
      [configPath]: configOf(health),
    })
    const { record, exitCode } = await capacityJson({ cwd: repository.folder, host }, ['--max', '1'])
    expect(exitCode).toBe(1)
    expect(record.variants[0]?.carried).toBe(1)
    expect(record.variants[1]).toMatchObject({ levels: [], failure: { reason: 'build-error' } })
    expect(record.variants[1]?.carried).toBeUndefined()
  })

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`cancelled by ${signal} in the middle of a level ends and leaves nothing`, async () => {
      await using repository = await makeRepository({
        Dockerfile: healthy(),
        'Dockerfile.candidate': healthy(),
        [configPath]: configOf("smoke:\n  slow: [{ exec: [sleep, '120'], timeout: 3m }]\n", own),
      })
      const run = await runCli(['capacity', '--json'], {
        cwd: repository.folder,
        host,
        onProgress: {
          matches: /finding how many copies/,
          act: async (pid) => {
            await untilContainers()
            process.kill(pid, signal)
          },
        },
      })
      expect(run.exitCode).toBe(130)
      const record = JSON.parse(run.stdout) as CapacityRecord
      expectPublished(record)
      expect(record.interrupted).toMatchObject({ reason: 'cancelled' })
      expect(record.variants.map(({ carried }) => carried)).toEqual([undefined, undefined])
      expect(await leftovers(host, run.runId)).toEqual([])
    })
  }
})

describe('the memory of the machine', () => {
  const GiB = 1024 ** 3
  const measure = async (readRoom: (copies: number) => number, rest = health) => {
    await using repository = await makeRepository({
      Dockerfile: healthy(),
      'Dockerfile.candidate': healthy(),
      [configPath]: configOf(rest),
    })
    const cwd = repository.folder
    const runId = makeRunId()
    const outcome = await capacity({
      config: await loadConfig({ cwd, inputs: {}, services: [] }),
      runId,
      cwd,
      env: { ...process.env, DOCKER_HOST: host },
      max: 8,
      readRoom: async (): Promise<MemoryRoom> => {
        const ids = await docker(host, 'ps', '--quiet', '--filter', `label=container-migrate.run=${runId}`)
        const copies = ids === '' ? 0 : ids.split('\n').length
        return { availableBytes: readRoom(copies), totalBytes: 8 * GiB, whose: 'machine' }
      },
      signal: new AbortController().signal,
      onProgress: () => {},
    })
    expect(await leftovers(host, runId)).toEqual([])
    expectPublished(outcome.record)
    return outcome
  }
  const reserve = Math.round(0.8 * GiB)

  it('is not gone into: a level that would take more than is left is not begun', async () => {
    const { record, exitCode } = await measure(() => reserve + 1)
    expect(exitCode).toBe(0)
    for (const { carried, stop, levels } of record.variants) {
      expect(carried).toBe(1)
      expect(stop).toMatchObject({ by: 'machine-memory', neededBytes: expect.any(Number) })
      expect(levels.map(({ copies, outcome, durationMs }) => [copies, outcome, durationMs > 0])).toEqual([
        [1, 'carried', true],
        [2, 'refused', false],
      ])
    }
  })

  it('when it runs short under a level, has all of the level stopped', async () => {
    const { record, exitCode } = await measure(
      (copies) => (copies < 3 ? 4 * GiB : reserve - 1),
      "smoke:\n  slow: [{ exec: [sleep, '5'] }]\n",
    )
    expect(exitCode).toBe(0)
    for (const { carried, stop } of record.variants) {
      expect(carried).toBe(2)
      expect(stop).toMatchObject({ by: 'machine-memory', availableBytes: reserve - 1 })
    }
    expect(tried(record, 'baseline')).toEqual([
      [1, 'carried'],
      [2, 'carried'],
      [4, 'refused'],
      [3, 'refused'],
    ])
  })

  it('that is short before the first copy says nothing of the variant, and is the machine’s failure', async () => {
    const { record, exitCode } = await measure(() => reserve - 1)
    expect(exitCode).toBe(3)
    for (const variant of record.variants) {
      expect(variant.carried).toBeUndefined()
      expect(variant.levels).toEqual([])
      expect(variant.failure?.message).toContain('kept free')
    }
  })
})

async function untilContainers(): Promise<void> {
  const filter = ['--filter', `label=container-migrate.service=${own}`]
  while ((await docker(host, 'ps', '--quiet', ...filter)) === '') await pause(100)
}
