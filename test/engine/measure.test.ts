import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PartialRecord } from '../../src/core/domain/part.js'
import type { PlanDocument } from '../../src/core/domain/plan.js'
import type { RunRecord } from '../../src/core/domain/record.js'
import { configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { leftovers } from '../support/leftovers.js'
import { makeRepository, type Repository } from '../support/repository.js'
import { type CliRequest, type CliRun, runCli } from '../support/run-cli.js'
import { healthy, slowStep, slowToStart } from '../support/services.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const service = (name: string, candidate: string, rest: string) => `  ${name}:
    samples: { min: 1, max: 1 }
    baseline: { dockerfile: Dockerfile }
    candidate: { dockerfile: ${candidate} }
    run: { port: 8000 }
    ready: { http: /health, timeout: 30s }
${rest}`

const quick = '    smoke: { api: [{ http: GET /health, status: 200 }] }\n'
const slow = "    smoke: { slow: [{ exec: [sleep, '120'], timeout: 3m }] }\n"
const load = '    load: { path: /health, rate: 50/s, duration: 60s }\n'

/** The first service is what each test is about; the second is well. */
const twoServices = (rest: string, files: Readonly<Record<string, string>> = {}) => ({
  Dockerfile: healthy(),
  'Dockerfile.candidate': healthy(),
  'Dockerfile.slow': healthy(),
  [configPath]: `version: 1\nservices:\n${service('web', 'Dockerfile.slow', rest)}${service('worker', 'Dockerfile.candidate', quick)}`,
  ...files,
})

const cli = (
  repository: Repository,
  args: readonly string[],
  rest: Partial<CliRequest> = {},
): Promise<CliRun> => runCli(args, { cwd: repository.folder, host, ...rest })

async function planOn(repository: Repository, shards: number): Promise<PlanDocument> {
  const { stdout } = await cli(repository, ['plan', '--shards', String(shards), '--whole', '--json'])
  return JSON.parse(stdout)
}

const shardOf = (plan: PlanDocument, name: string): number =>
  plan.shards.find(({ units }) => units.some((unit) => unit.service === name))?.number ?? 0

const measure = (
  repository: Repository,
  shard: number,
  of: number,
  rest: Partial<CliRequest> = {},
): Promise<CliRun> =>
  cli(repository, ['measure', '--shard', `${shard}/${of}`, '--record', `parts/${shard}.json`], rest)

async function partIn(repository: Repository, shard: number): Promise<PartialRecord> {
  return JSON.parse(await readFile(join(repository.folder, 'parts', `${shard}.json`), 'utf8'))
}

/** The plan lies beside the parts, made as the shards made it for themselves. */
async function reported(
  repository: Repository,
  of: number,
): Promise<CliRun & { readonly record: RunRecord }> {
  const { stdout } = await cli(repository, ['plan', '--shards', String(of), '--whole', '--json'])
  await writeFile(join(repository.folder, 'parts', 'plan.json'), stdout)
  const run = await cli(repository, ['report', 'parts', '--json'])
  if (run.stdout === '') throw new Error(`no record; exit ${run.exitCode}, said:\n${run.stderr}`)
  return { ...run, record: JSON.parse(run.stdout) }
}

describe('a run on two machines', () => {
  it('comes to what one machine comes to, and leaves nothing on either', async () => {
    await using repository = await makeRepository(twoServices(quick))
    for (const shard of [1, 2]) {
      const run = await measure(repository, shard, 2)
      expect(run.exitCode, run.stderr).toBe(0)
      expect(run.stdout).toContain(`shard ${shard} of 2: 2 units of work done in`)
      expect(await leftovers(host, run.runId)).toEqual([])
    }
    const { record, exitCode } = await reported(repository, 2)
    expect(exitCode).toBe(0)
    expect(record.judgement).toMatchObject({
      verdict: 'pass',
      services: [
        { service: 'web', verdict: 'pass' },
        { service: 'worker', verdict: 'pass' },
      ],
    })
    expect(record.facts.lost).toBeUndefined()
    expect(record.run.shards?.map(({ shard, failure }) => [shard, failure])).toEqual([
      [1, undefined],
      [2, undefined],
    ])

    const alone = await cli(repository, ['compare', '--json'])
    const one = JSON.parse(alone.stdout) as RunRecord
    const shape = ({ facts }: RunRecord) => ({
      prepared: facts.prepared.map(({ ref, image }) => [ref, image?.layers.map(({ diffId }) => diffId)]),
      measurements: facts.measurements
        .map(({ ref, metric, samples }) =>
          JSON.stringify([ref, metric, samples.map(({ pair, suite }) => [pair, suite])]),
        )
        .sort(),
      starts: facts.starts.map(({ ref, purpose, pair, suite }) => [ref, purpose, pair, suite]),
      cells: facts.cells.map(({ service: of, suite, role, checks }) => [of, suite, role, checks.length]),
      spent: facts.spent?.map(({ service: of, what, suite }) => JSON.stringify([of, what, suite])).sort(),
    })
    expect(shape(record)).toEqual(shape(one))
  })
})

const phases = [
  {
    phase: 'preparing its variants',
    files: { 'Dockerfile.slow': `${healthy()}${slowStep(120)}` },
    rest: quick,
    when: /preparing variants/,
    missing: [{ what: 'timed' }, { what: 'suite', suite: 'api' }],
  },
  {
    phase: 'measuring starts',
    files: { 'Dockerfile.slow': slowToStart(120) },
    rest: quick,
    when: /start web baseline 1/,
    missing: [{ what: 'timed' }, { what: 'suite', suite: 'api' }],
  },
  {
    phase: 'running its suites',
    files: {},
    rest: slow,
    when: /running smoke suites/,
    missing: [{ what: 'suite', suite: 'slow' }],
  },
  {
    phase: 'measuring under load',
    files: {},
    rest: `${quick}${load}`,
    when: /measuring latency under load/,
    missing: [{ what: 'timed' }],
  },
] as const

describe('a shard that ends in the middle of its work', () => {
  for (const { phase, files, rest, when, missing } of phases) {
    it.each(['SIGTERM', 'SIGKILL'] as const)(
      `while it is ${phase}, by %s, has the report say what is missing, and no more`,
      async (signal) => {
        await using repository = await makeRepository(twoServices(rest, files))
        const plan = await planOn(repository, 2)
        const [cut, well] = [shardOf(plan, 'web'), shardOf(plan, 'worker')]
        const run = await measure(repository, cut, 2, {
          onProgress: {
            matches: when,
            act: async (pid) => {
              await new Promise((resolve) => setTimeout(resolve, 700))
              process.kill(pid, signal)
            },
          },
        })
        if (signal === 'SIGTERM') {
          expect(run.exitCode).toBe(130)
          expect(run.stdout).toMatch(/was cancelled after .*: cancelled by SIGTERM\./)
        } else {
          expect(run.signal).toBe('SIGKILL')
          await cli(repository, ['clean', run.runId ?? ''])
        }
        expect(await leftovers(host, run.runId)).toEqual([])
        const { facts } = await partIn(repository, cut)
        expect(facts.interrupted).toEqual(
          signal === 'SIGTERM'
            ? { reason: 'cancelled', message: 'cancelled by SIGTERM' }
            : { reason: 'shard-lost', message: `it ended without a word while it was ${phase}` },
        )

        expect((await measure(repository, well, 2)).exitCode).toBe(0)
        const { record, exitCode } = await reported(repository, 2)
        expect(exitCode).toBe(3)
        expect(record.judgement.services).toEqual([
          { service: 'web', verdict: 'inconclusive' },
          { service: 'worker', verdict: 'pass' },
        ])
        expect(record.judgement.findings.filter(({ level }) => level === 'inconclusive')).toEqual([
          {
            tag: 'shard-lost',
            level: 'inconclusive',
            service: 'web',
            stage: 'measure',
            shard: cut,
            missing,
            failure: facts.interrupted,
          },
        ])
        expect(record.facts.interrupted).toBeUndefined()
      },
    )
  }

  it('of one shard in all is a run that was cut off', async () => {
    await using repository = await makeRepository(twoServices(slow))
    const run = await measure(repository, 1, 1, {
      onProgress: { matches: /running smoke suites/, act: (pid) => void process.kill(pid, 'SIGINT') },
    })
    expect(run.exitCode).toBe(130)
    const { record, exitCode } = await reported(repository, 1)
    expect(exitCode).toBe(130)
    expect(record.facts.interrupted).toMatchObject({ reason: 'cancelled' })
  })
})

describe('a shard without an engine', () => {
  it('ends with 3, says what to do, and leaves a part that the report tells of', async () => {
    await using repository = await makeRepository(twoServices(quick))
    const nowhere = `unix://${repository.folder}/none.sock`
    const run = await measure(repository, 1, 1, { host: nowhere })
    expect(run.exitCode).toBe(3)
    expect(run.stderr).toContain(`no engine at ${nowhere}: there is no such socket`)
    expect(run.stderr).toContain('try: start Docker')
    const { record, exitCode } = await reported(repository, 1)
    expect(exitCode).toBe(3)
    expect(record.facts.interrupted).toMatchObject({ reason: 'engine-lost' })
    expect(record.judgement.services.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'inconclusive'])
  })
})

describe('a record that cannot be written', () => {
  it('is found out before anything is done', async () => {
    await using repository = await makeRepository(twoServices(quick))
    const run = await cli(repository, ['measure', '--shard', '1/1', '--record', '/dev/null/part.json'])
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('cannot write /dev/null/part.json')
    expect(run.runId).toBeUndefined()
  })
})
