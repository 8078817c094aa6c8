import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RunRecord } from '../../src/core/domain/record.js'
import { configOf, configPath } from '../support/compare-config.js'
import { mainEngine } from '../support/engines.js'
import { type Content, type GitWorkshop, makeGitWorkshop, type Repo } from '../support/git.js'
import { leftovers } from '../support/leftovers.js'
import { compareJson, runCli } from '../support/run-cli.js'
import { failingBuild, healthy, withCommand } from '../support/services.js'

let host = ''
let workshop: GitWorkshop
beforeAll(async () => {
  host = await mainEngine()
})
beforeEach(async () => {
  workshop = await makeGitWorkshop()
})
afterEach(() => workshop[Symbol.asyncDispose]())

const budgets = `samples: { min: 7, max: 7 }
smoke: { api: [{ http: GET /health, status: 200 }] }
budgets:
  image-size: { regression: { fail: 1%, floor: 1kB } }
  startup: { regression: { fail: 50% } }
  memory-peak: { regression: { fail: 500% } }
`
const config = configOf(budgets).replace('    samples: { min: 1, max: 1 }\n', '')

async function branchOff(files: Readonly<Record<string, Content>> = {}): Promise<Repo> {
  const repo = await workshop.make('shop', {
    Dockerfile: healthy(),
    'Dockerfile.candidate': healthy(),
    [configPath]: config,
    ...files,
  })
  await repo.git('checkout', '--quiet', '-b', 'feature')
  return repo
}

const failing = ({ judgement }: RunRecord) =>
  judgement.findings
    .filter(({ level }) => level === 'fail')
    .map((one) => 'metric' in one && [one.tag, one.metric])

const treesOf = async (runId = 'none') => (await readdir(tmpdir())).filter((name) => name.includes(runId))

/** As soon as a file is there. */
async function interruptOnce(pid: number, path: string): Promise<void> {
  while (!(await stat(path).catch(() => undefined))) await sleep(50)
  process.kill(pid, 'SIGINT')
}

/** Slower by more than it takes a machine to be slow, and larger. */
const worse = withCommand('sleep 1', { health: '{"status":"healthy"}', extra: 'x'.repeat(50_000) })

describe('a change that makes the candidate worse than the base branch has it', () => {
  it('fails by what it did, told apart from the move, and leaves nothing behind', async () => {
    const repo = await branchOff()
    await repo.commit({ 'Dockerfile.candidate': worse })
    const { record, exitCode, runId } = await compareJson({ cwd: repo.folder, host }, ['--base', 'main'])
    expect(exitCode).toBe(1)
    expect(failing(record)).toEqual([
      ['regression-exceeded', 'image-size'],
      ['regression-exceeded', 'startup'],
    ])
    const regressions = record.judgement.regressions ?? []
    const of = (name: string) => regressions.find(({ metric }) => metric === name)
    expect(regressions.map(({ metric }) => metric)).toEqual(['image-size', 'startup', 'memory-peak'])
    expect((of('image-size')?.candidate ?? 0) - (of('image-size')?.base ?? 0)).toBe(50_000)
    expect(of('startup')).toMatchObject({ pairs: 7, verdict: 'worse' })
    expect(of('memory-peak')?.base).toBeGreaterThan(0)
    const turns = record.facts.starts
      .filter(({ purpose }) => purpose === 'timed')
      .map(({ ref }) => (ref.revision === 'base' ? 'c' : ref.role === 'baseline' ? 'a' : 'b'))
    expect(turns.join('').match(/.../g)).toEqual(['abc', 'cab', 'bca', 'acb', 'bac', 'cba', 'abc', 'cab'])
    expect(await leftovers(host, runId)).toEqual([])
    expect(await treesOf(runId)).toEqual([])
    expect(await repo.git('status', '--porcelain')).toBe('')
  })

  it('is judged alike by several machines, each of which lays out the base for itself', async () => {
    const repo = await branchOff()
    await repo.commit({ 'Dockerfile.candidate': worse })
    const folder = await mkdtemp(join(tmpdir(), 'container-migrate-base-test-'))
    try {
      const at = { cwd: repo.folder, host }
      const plan = await runCli(['plan', '--base', 'main', '--shards', '2', '--json'], at)
      await repo.write({ 'plan.json': plan.stdout })
      const { builds, shards } = JSON.parse(plan.stdout) as { builds: unknown[]; shards: unknown[] }
      expect([builds.length, shards.length]).toEqual([1, 2])
      const file = (name: string) => join(folder, name)
      const given = ['--plan', 'plan.json', '--images', file('images')]
      const run = async (...args: readonly string[]) => {
        const { exitCode, stderr } = await runCli(args, at)
        expect(exitCode, stderr).toBe(0)
      }
      await run('build', '--shard', '1/1', ...given, '--record', file('build.json'))
      await run('measure', '--shard', '1/2', ...given, '--record', file('one.json'))
      await run('measure', '--shard', '2/2', ...given, '--record', file('two.json'))
      const parts = [file('build.json'), file('one.json'), file('two.json')]
      const told = await runCli(['report', 'plan.json', ...parts, '--json'], at)
      expect(told.exitCode).toBe(1)
      const record = JSON.parse(told.stdout) as RunRecord
      expect(failing(record)).toEqual([
        ['regression-exceeded', 'image-size'],
        ['regression-exceeded', 'startup'],
      ])
      expect(record.judgement.regressions?.map(({ metric }) => metric)).toEqual([
        'image-size',
        'startup',
        'memory-peak',
      ])
      const markdown = await runCli(['report', 'plan.json', ...parts, '--markdown'], at)
      expect(markdown.stdout).toContain('base branch')
      expect(await readFile(file('build.json'), 'utf8')).toContain('"revision":"base"')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('a base branch that is broken', () => {
  it('keeps no change from passing that mends it, and a warning says what was not judged', async () => {
    const repo = await branchOff({ 'Dockerfile.candidate': failingBuild() })
    await repo.commit({ 'Dockerfile.candidate': healthy() })
    const { record, exitCode } = await compareJson({ cwd: repo.folder, host }, ['--base', 'main'])
    expect(exitCode).toBe(0)
    expect(record.judgement.verdict).toBe('pass')
    const told = record.judgement.findings.filter(({ level }) => level !== 'note')
    expect(told.map(({ tag, level }) => `${level} ${tag}`)).toEqual([
      'warn budget-unjudged',
      'warn budget-unjudged',
      'warn budget-unjudged',
    ])
  })
})

describe('a run that is cancelled while the files of the base are fetched', () => {
  it('ends in order, with a record, and what Git had started ends with it', async () => {
    const repo = await branchOff({ '.gitattributes': '*.large filter=slow\n', 'model.large': 'x' })
    await repo.commit({ 'Dockerfile.candidate': worse })
    await repo.git('config', 'filter.slow.clean', 'cat')
    await repo.git('config', 'filter.slow.smudge', 'touch fetching; sleep 60; cat')
    const { exitCode, stdout, runId } = await runCli(['compare', '--base', 'main', '--json'], {
      cwd: repo.folder,
      host,
      onStart: (pid) => void interruptOnce(pid, join(repo.folder, 'fetching')),
    })
    expect(exitCode).toBe(130)
    expect((JSON.parse(stdout) as RunRecord).facts.interrupted).toMatchObject({ reason: 'cancelled' })
    expect(await treesOf(runId)).toEqual([])
  })
})

describe('a run that is killed while the base is there', () => {
  it("leaves the base's files to clean, which removes them", async () => {
    const repo = await branchOff()
    await repo.commit({ 'Dockerfile.candidate': worse })
    const { runId, signal } = await runCli(['compare', '--base', 'main'], {
      cwd: repo.folder,
      host,
      onProgress: {
        matches: /start web candidate of the base/,
        act: (pid) => void process.kill(pid, 'SIGKILL'),
      },
    })
    expect(signal).toBe('SIGKILL')
    expect(await treesOf(runId)).toHaveLength(1)
    const { exitCode } = await runCli(['clean', runId ?? ''], { cwd: repo.folder, host })
    expect(exitCode).toBe(0)
    expect(await treesOf(runId)).toEqual([])
    expect(await leftovers(host, runId)).toEqual([])
  })
})
