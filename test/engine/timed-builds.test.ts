import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TimedBuildFact } from '../../src/core/domain/facts.js'
import type { RunRecord } from '../../src/core/domain/record.js'
import { configOf, configPath } from '../support/compare-config.js'
import { extraEngine, mainEngine, whyUnavailable } from '../support/engines.js'
import { docker, leftovers } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { compareJson, runCli } from '../support/run-cli.js'
import { serve } from '../support/services.js'

const [hasOld, hasContainerd] = await Promise.all(
  (['classic-20.10', 'containerd-store'] as const).map(async (flavour) => !(await whyUnavailable(flavour))),
)

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const command = `CMD ["sh", "-c", ${JSON.stringify(serve(8000))}]\n`
const page = 'RUN mkdir -p /www && printf ok > /www/health\n'

/** The sources come before the work, or after it: what a change costs lies in that order. */
const early = `FROM local/musl:1\nCOPY src /src\nRUN echo one > /one\nRUN echo two > /two\n${page}${command}`
const late = `FROM local/musl:1\nRUN echo one > /one\nRUN echo two > /two\n${page}COPY src /src\n${command}`

const sources = {
  Dockerfile: early,
  'Dockerfile.candidate': late,
  'src/app.py': 'print("a server")\n',
  'src/small.py': '1\n',
  'src/data.json': `{"much": "${'x'.repeat(500)}"}`,
}

const builds = 'builds: { cold: true, warm: true, rebuild: true, pairs: 2 }\n'

const buildsOf = ({ facts }: RunRecord, kind: TimedBuildFact['kind'], role: string) =>
  (facts.builds ?? []).filter((one) => one.kind === kind && one.ref.role === role && !one.warmUp)

const stepsRun = ({ build }: TimedBuildFact) => (build ? build.stepsTotal - build.stepsCached : Number.NaN)

const dangling = (engineHost: string) =>
  docker(engineHost, 'images', '--all', '--quiet', '--no-trunc', '--filter', 'dangling=true')

/** Nobody else works on an engine of the test's own, so that every image there is ours. */
async function expectOrdered(engineHost: string, isOwn: boolean, env: Readonly<Record<string, string>> = {}) {
  await using repository = await makeRepository({ ...sources, [configPath]: configOf(builds) })
  const imagesBefore = isOwn ? await dangling(engineHost) : ''
  const { record, runId } = await compareJson({ cwd: repository.folder, host: engineHost, env })
  expect(record.facts.builds?.filter(({ failure }) => failure)).toEqual([])
  const rebuilds = (role: string) => buildsOf(record, 'rebuild', role)
  expect(rebuilds('baseline').map(stepsRun)).toEqual([4, 4])
  expect(rebuilds('candidate').map(stepsRun)).toEqual([1, 1])
  for (const role of ['baseline', 'candidate']) {
    expect(rebuilds(role).map(({ file }) => file)).toEqual(['src/app.py', 'src/app.py'])
    expect(buildsOf(record, 'cold', role).map(stepsRun)).toEqual([4])
    expect(buildsOf(record, 'warm', role).map(stepsRun)).toEqual([0, 0])
    for (const metric of ['build-cold', 'build-warm', 'rebuild-time', 'context-transfer']) {
      const measured = record.facts.measurements.find((one) => one.ref.role === role && one.metric === metric)
      expect(
        measured?.samples.every(({ value }) => value !== undefined && value >= 0),
        metric,
      ).toBe(true)
    }
  }
  expect(record.facts.starts.every(({ failure }) => failure === undefined)).toBe(true)
  expect(await readFile(`${repository.folder}/src/app.py`, 'utf8')).toBe(sources['src/app.py'])
  expect(await leftovers(engineHost, runId)).toEqual([])
  if (isOwn) expect(await dangling(engineHost)).toBe(imagesBefore)
}

describe('builds that are timed', () => {
  it('run more steps after a change where sources are copied early, and leave files, images and folders as they were', async () => {
    await expectOrdered(host, false)
  })

  it.runIf(hasOld)('do so on an engine 20.10', async () => {
    await using engine = await extraEngine('classic-20.10', { bases: ['local/musl:1'] })
    await expectOrdered(engine.host, true)
  })

  it.runIf(hasContainerd)("do so in containerd's store", async () => {
    await using engine = await extraEngine('containerd-store', { bases: ['local/musl:1'] })
    await expectOrdered(engine.host, true)
  })

  it('change no file that the ignore file keeps out, and tell of a change that reached no step', async () => {
    await using repository = await makeRepository({
      ...sources,
      '.dockerignore': 'src/app.py\n',
      'other/notes.py': '1\n',
      [configPath]: configOf('builds: { rebuild: true, pairs: 1 }\n').replace(
        'candidate: { dockerfile: Dockerfile.candidate }',
        'candidate: { dockerfile: Dockerfile.candidate, builds: { rebuild: other/notes.py } }',
      ),
    })
    const { record } = await compareJson({ cwd: repository.folder, host })
    expect(buildsOf(record, 'rebuild', 'baseline').map(({ file }) => file)).toEqual(['src/small.py'])
    expect(buildsOf(record, 'rebuild', 'candidate').map(({ file }) => file)).toEqual(['other/notes.py'])
    expect(buildsOf(record, 'rebuild', 'candidate').map(stepsRun)).toEqual([0])
  })

  it('are refused at its line where the named file does not reach the builder', async () => {
    const refusal = async (file: string) => {
      await using repository = await makeRepository({
        ...sources,
        '.dockerignore': 'src/small.py\n',
        'blob.bin': 'a\0b',
        [configPath]: configOf(`builds:\n  rebuild: ${file}\n`),
      })
      const run = await runCli(['compare'], { cwd: repository.folder, host })
      expect(run.exitCode).toBe(2)
      expect(run.stderr).toMatch(/container-migrate\.yml:\d+:\d+ {2}services\.web\.builds\.rebuild/)
      return run.stderr
    }
    expect(await refusal('src/small.py')).toContain('ignore file keeps out')
    expect(await refusal('src/none.py')).toContain('is not there')
    expect(await refusal('../x.py')).toContain('is not in')
    expect(await refusal('blob.bin')).toContain('is no text')
  })

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`end by ${signal}, and leave nothing`, async () => {
      await using repository = await makeRepository({
        ...sources,
        // The first build of it passes; those after it do not come to an end.
        Dockerfile: `FROM local/musl:1\nCOPY src /src\nRUN ! grep -q container-migrate /src/app.py || sleep 120\n${page}${command}`,
        [configPath]: configOf('builds: { rebuild: true, pairs: 2 }\n'),
      })
      const run = await runCli(['compare', '--json'], {
        cwd: repository.folder,
        host,
        onProgress: {
          matches: /build web candidate rebuild 1/,
          act: async (pid) => {
            await new Promise((resolve) => setTimeout(resolve, 1_000))
            process.kill(pid, signal)
          },
        },
      })
      expect(run.exitCode).toBe(130)
      expect(JSON.parse(run.stdout).facts.interrupted).toMatchObject({ reason: 'cancelled' })
      expect(await leftovers(host, run.runId)).toEqual([])
    })
  }

  it('that take longer than their time are ended and told', async () => {
    await using repository = await makeRepository({
      ...sources,
      Dockerfile: `FROM local/musl:1\nCOPY src /src\nRUN ! grep -q container-migrate /src/app.py || sleep 120\n${page}${command}`,
      [configPath]: configOf('builds: { rebuild: true, pairs: 2, for: 15s }\nbudgets:\n  rebuild-time: 1m\n'),
    })
    const { record, runId } = await compareJson({ cwd: repository.folder, host })
    const [late] = buildsOf(record, 'rebuild', 'baseline')
    expect(late?.failure).toMatchObject({ reason: 'timeout' })
    expect(buildsOf(record, 'rebuild', 'candidate').map(({ failure }) => failure)).toEqual([undefined])
    expect(record.facts.interrupted).toBeUndefined()
    expect(await leftovers(host, runId)).toEqual([])
  })
})
