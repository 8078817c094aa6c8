import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readTravelled } from '../../src/commands/read-travelled.js'
import type { PartialRecord } from '../../src/core/domain/part.js'
import type { PlanDocument } from '../../src/core/domain/plan.js'
import type { RunRecord } from '../../src/core/domain/record.js'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { docker, leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { type CliRequest, runCli } from '../support/run-cli.js'
import { failingBuild, healthy } from '../support/services.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const suites = 'smoke:\n  one:\n    - http: GET /health\n  two:\n    - http: GET /health\n'

/** Large enough to be caught in the middle of. */
const large = `${healthy()}RUN head -c 60000000 /dev/urandom > /www/large\n`

async function repositoryOf(files: Readonly<Record<string, string>> = {}) {
  const repository = await makeRepository({
    Dockerfile: healthy(),
    'Dockerfile.candidate': healthy({ extra: 'travel' }),
    ...files,
    [configPath]: configOf(suites),
  })
  const cwd = repository.folder
  const planned = await runCli(['plan', '--json', '--shards', '3'], { cwd, host })
  await writeFile(join(cwd, 'plan.json'), planned.stdout)
  const plan = JSON.parse(planned.stdout) as PlanDocument
  const at = ['--plan', 'plan.json', '--images', 'images', '--record', 'part.json']
  return {
    plan,
    cwd,
    build: (shard = '1/1', request: Partial<CliRequest> = {}) =>
      runCli(['build', ...at, '--shard', shard], { cwd, host, ...request }),
    part: async () => JSON.parse(await readFile(join(cwd, 'part.json'), 'utf8')) as PartialRecord,
    sent: async () => [...(await readTravelled(join(cwd, 'images'), plan)).images.keys()],
    [Symbol.asyncDispose]: repository[Symbol.asyncDispose],
  }
}

describe('build', () => {
  it('sends both images of its service and writes what it found, sizes and insides too', async () => {
    await using repository = await repositoryOf()
    const run = await repository.build()
    expect(run.exitCode).toBe(0)
    const { part, facts } = await repository.part()
    expect(part).toMatchObject({ plan: repository.plan.id, stage: 'build', shard: 1, of: 1, attempt: 1 })
    expect(part.images?.map(({ ref }) => ref.role)).toEqual(['baseline', 'candidate'])
    expect(part.images?.map(({ configDigest }) => configDigest)).toEqual(
      facts.prepared.map(({ image }) => image?.id),
    )
    expect(facts.prepared.map(({ outcome, inside }) => [outcome, inside !== undefined])).toEqual([
      ['built', true],
      ['built', true],
    ])
    expect(facts.measurements.map(({ metric }) => metric)).toContain('pull-size')
    expect(facts.spent).toMatchObject([{ what: 'prepare', service: 'web' }])
    expect(facts.interrupted).toBeUndefined()
    expect(await repository.sent()).toEqual(['web/baseline@head', 'web/candidate@head'])
    expect(await leftovers(host, run.runId)).toEqual([])
  })

  it('of a service with one variant that does not build sends the other: that is a fact, judged later', async () => {
    await using repository = await repositoryOf({ 'Dockerfile.candidate': failingBuild() })
    expect((await repository.build()).exitCode).toBe(0)
    expect((await repository.part()).facts.prepared).toMatchObject([
      { outcome: 'built' },
      { outcome: 'failed', failure: { reason: 'build-error' } },
    ])
    expect(await repository.sent()).toEqual(['web/baseline@head'])
  })

  it('of a variant that does not build lets those that wait for it end with 0: only the report fails', async () => {
    await using repository = await repositoryOf({ 'Dockerfile.candidate': failingBuild() })
    const { cwd } = repository
    expect((await repository.build()).exitCode).toBe(0)
    const records = []
    for (const { number } of repository.plan.shards) {
      const record = `measured-${number}.json`
      const line = `measure --plan plan.json --images images --shard ${number}/3 --record ${record}`
      const run = await runCli(line.split(' '), { cwd, host })
      expect(run.exitCode, run.stderr).toBe(0)
      records.push(record)
    }
    const report = await runCli(['report', 'plan.json', 'part.json', ...records, '--json'], { cwd, host })
    expect(report.exitCode, report.stderr).toBe(1)
    const { facts, judgement } = JSON.parse(report.stdout) as RunRecord
    expect(facts.lost).toBeUndefined()
    expect(judgement.findings.filter(({ level }) => level === 'fail')).toMatchObject([
      { tag: 'prepare-failed', ref: { role: 'candidate' }, failure: { reason: 'build-error' } },
    ])
  })

  it('that is cancelled while it sends ends with 130 and names no half image', async () => {
    await using repository = await repositoryOf({ 'Dockerfile.candidate': large })
    const run = await repository.build('1/1', {
      onProgress: { matches: /send web baseline/, act: (pid) => void process.kill(pid, 'SIGINT') },
    })
    expect(run.exitCode).toBe(130)
    expect((await repository.part()).facts).toMatchObject({
      prepared: [{ outcome: 'built' }, { failure: { reason: 'cancelled' } }],
      interrupted: { reason: 'cancelled' },
    })
    expect(await repository.sent()).toEqual(['web/baseline@head'])
    const blobs = await readdir(join(repository.cwd, 'images', 'blobs', 'sha256'))
    expect(blobs.filter((name) => name.startsWith('.'))).toEqual([])
    expect(await leftovers(host, run.runId)).toEqual([])
  })

  it('that is killed while it sends leaves images that are whole, a part that says so, and what clean removes', async () => {
    await using repository = await repositoryOf({ 'Dockerfile.candidate': large })
    const run = await repository.build('1/1', {
      onProgress: { matches: /send web baseline/, act: (pid) => void process.kill(pid, 'SIGKILL') },
    })
    expect(run.signal).toBe('SIGKILL')
    expect(await repository.sent()).toEqual(['web/baseline@head'])
    expect((await repository.part()).facts.interrupted).toMatchObject({
      reason: 'shard-lost',
      message: expect.stringContaining('ended without a word'),
    })
    await runCli(['clean', run.runId ?? ''], { cwd: repository.cwd, host })
    expect(await leftovers(host, run.runId)).toEqual([])
    expect((await repository.build()).exitCode).toBe(0)
    expect(await repository.sent()).toEqual(['web/baseline@head', 'web/candidate@head'])
  })

  it('that is run again with another result leaves what was measured of the first one uncounted', async () => {
    await using repository = await repositoryOf()
    const { cwd } = repository
    const measure = (shard: number) =>
      runCli(
        ['measure', '--plan', 'plan.json', '--images', 'images', '--shard', `${shard}/3`].concat(
          '--record',
          `parts/measure-${shard}.json`,
        ),
        { cwd, host },
      )
    const report = () => runCli(['report', 'plan.json', 'part.json', 'parts', '--json'], { cwd, host })
    await mkdir(join(cwd, 'parts'))
    expect((await repository.build()).exitCode).toBe(0)
    for (const shard of [1, 2, 3]) expect((await measure(shard)).exitCode).toBe(0)
    const whole = await report()
    expect([whole.exitCode, JSON.parse(whole.stdout).judgement.verdict]).toEqual([0, 'pass'])

    await writeFile(join(cwd, 'Dockerfile.candidate'), healthy({ extra: 'again' }))
    expect((await repository.build()).exitCode).toBe(0)
    expect((await measure(2)).exitCode).toBe(0)
    const mixed = await report()
    expect(mixed.exitCode).toBe(3)
    const { judgement, facts } = JSON.parse(mixed.stdout) as RunRecord
    expect(judgement.verdict).toBe('inconclusive')
    expect(facts.lost?.map(({ shard, failure }) => [shard, failure.reason])).toEqual([
      [1, 'other-images'],
      [3, 'other-images'],
    ])
    for (const shard of [1, 3]) expect((await measure(shard)).exitCode).toBe(0)
    const again = await report()
    expect([again.exitCode, JSON.parse(again.stdout).judgement.verdict]).toEqual([0, 'pass'])
  }, 120_000)

  it('lets a measuring shard that is killed leave only what clean removes', async () => {
    await using repository = await repositoryOf()
    const built = await repository.build()
    const { cwd } = repository
    const line = 'measure --plan plan.json --images images --record measured.json --shard 1/3'
    const run = await runCli(line.split(' '), {
      cwd,
      host,
      onProgress: { matches: /prepare web candidate/, act: (pid) => void process.kill(pid, 'SIGKILL') },
    })
    const loaded = () => docker(host, 'images', '--quiet', `container-migrate/*:${run.runId}`)
    expect(await loaded()).not.toBe('')
    await runCli(['clean', run.runId ?? ''], { cwd, host })
    expect(await loaded()).toBe('')
    for (const id of [run.runId, built.runId]) expect(await leftovers(host, id)).toEqual([])
  })

  it('without an engine ends with 3, and its part says why', async () => {
    await using repository = await repositoryOf()
    const run = await repository.build('1/1', { host: 'unix:///nowhere/docker.sock' })
    expect(run.exitCode).toBe(3)
    expect((await repository.part()).facts).toMatchObject({
      prepared: [],
      interrupted: { reason: 'engine-lost', message: expect.stringContaining('no engine at') },
    })
    expect(await repository.sent()).toEqual([])
  })

  it('refuses a shard that the plan does not have, and a plan that is none', async () => {
    await using repository = await repositoryOf()
    const wrong = await repository.build('1/2')
    expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('give 1/1')])
    await writeFile(join(repository.cwd, 'plan.json'), '{"planVersion":1')
    const broken = await repository.build()
    expect([broken.exitCode, broken.stderr]).toEqual([2, expect.stringContaining('cannot read the plan')])
  })
})
