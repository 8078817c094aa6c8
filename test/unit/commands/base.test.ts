import { access, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { layOutBase } from '../../../src/commands/base/lay-out-base.js'
import { type BaseRequest, withBase } from '../../../src/commands/base/with-base.js'
import { loadConfig } from '../../../src/commands/load-config.js'
import type { Config, DockerfileSource, Service } from '../../../src/core/domain/config.js'
import { UsageError } from '../../../src/core/domain/errors.js'
import { removeWorkTrees } from '../../../src/git/left-work-trees.js'
import { type GitWorkshop, makeGitWorkshop, type Repo } from '../../support/git.js'

let workshop: GitWorkshop
let notes: string[]
beforeEach(async () => {
  workshop = await makeGitWorkshop()
  notes = []
})
afterEach(() => workshop[Symbol.asyncDispose]())

const configFile = '.github/container-migrate.yml'
const { signal } = new AbortController()

const configOf = (candidate: string, more = '') => `version: 1
services:
  web:
    baseline: { dockerfile: Dockerfile }
    candidate: { dockerfile: ${candidate} }
    budgets: { image-size: { regression: { fail: 5% } } }
${more}`

const files = {
  [configFile]: configOf('old.Dockerfile', '    run: { env-file: .env, volumes: ["./data:/data:ro"] }\n'),
  Dockerfile: 'FROM scratch',
  'old.Dockerfile': 'FROM scratch',
  '.env': 'LEVEL=old',
  'data/file': '1',
}

const configHere = ({ folder }: Repo) => loadConfig({ cwd: folder, inputs: {}, services: [] })

const requestOf = ({ folder }: Repo, config: Config): BaseRequest => ({
  config,
  cwd: folder,
  env: workshop.env,
  base: 'main',
  signal,
  onNote: (text) => void notes.push(text),
})

const find = async (repo: Repo, more: Partial<BaseRequest> = {}): Promise<Config> =>
  withBase({ ...requestOf(repo, await configHere(repo)), ...more })

const baseOf = ({ services }: Config) => services[0]?.base
const candidateOf = (services: readonly Service[]) => {
  const base = services[0]?.base
  if (base?.from !== 'commit') throw new Error('there is no base')
  return { ...base.candidate, source: base.candidate.source as DockerfileSource }
}

async function branchOff(): Promise<Repo> {
  const repo = await workshop.make('shop', files)
  await repo.git('checkout', '--quiet', '-b', 'feature')
  return repo
}

const layOut = (repo: Repo, { services }: Config, runId: string) =>
  layOutBase({
    services,
    cwd: repo.folder,
    env: workshop.env,
    runId,
    signal,
    onProgress: (one) => void (one.tell === 'note' && notes.push(one.text)),
  })

const treesOf = async (runId: string) => (await readdir(tmpdir())).filter((name) => name.includes(runId))

describe('what a change is held against', () => {
  it("is the candidate as the base branch's own config describes it, whatever this change calls it", async () => {
    const repo = await branchOff()
    const commit = await repo.git('rev-parse', 'main')
    await repo.commit({
      [configFile]: configOf('new.Dockerfile'),
      'new.Dockerfile': 'FROM scratch',
      'old.Dockerfile': undefined,
    })
    const base = baseOf(await find(repo))
    expect(base).toMatchObject({
      from: 'commit',
      commit,
      candidate: { source: { dockerfile: 'old.Dockerfile' }, run: { envFile: '.env' } },
    })
    expect(base).not.toHaveProperty('candidate.place')
  })

  it('is looked for only where a budget asks for it', async () => {
    const repo = await branchOff()
    await repo.commit({ [configFile]: configOf('old.Dockerfile').replace('regression', 'migration') })
    expect(baseOf(await find(repo))).toBeUndefined()
    expect(notes).toEqual([])
  })

  it('is the candidate under the names it has now, where the base had no config', async () => {
    const { [configFile]: _, ...others } = files
    const repo = await workshop.make('shop', others)
    await repo.git('checkout', '--quiet', '-b', 'feature')
    await repo.commit({ [configFile]: configOf('old.Dockerfile') })
    expect(baseOf(await find(repo))).toMatchObject({ from: 'commit' })
  })

  it('is nothing where nobody named a base, and nobody is warned', async () => {
    const repo = await branchOff()
    await repo.commit({ 'x.txt': '1' })
    const { base: _, ...unnamed } = requestOf(repo, await configHere(repo))
    expect(baseOf(await withBase(unnamed))).toEqual({
      from: 'nowhere',
      because: expect.stringContaining('no base is named'),
    })
    expect(notes).toHaveLength(1)
  })

  it('is nothing where the base has no such service, and nobody is warned', async () => {
    const then = configOf('old.Dockerfile').replace('  web:', '  other:')
    const repo = await workshop.make('shop', { ...files, [configFile]: then })
    await repo.git('checkout', '--quiet', '-b', 'feature')
    await repo.commit({ [configFile]: configOf('old.Dockerfile') })
    expect(baseOf(await find(repo))).toEqual({
      from: 'nowhere',
      because: 'the base branch has no service web',
    })
  })

  it('is nothing where nothing differs from the base', async () => {
    const repo = await workshop.make('shop', files)
    expect(baseOf(await find(repo))).toMatchObject({ from: 'nowhere', because: /nothing differs/ })
  })

  it('is missing, with the reason and what to do, where history or its config cannot be read', async () => {
    const repo = await branchOff()
    await repo.commit({ [configFile]: 'version: 1\nservices: {}\n' })
    await repo.commit({ [configFile]: configOf('old.Dockerfile') })
    expect(baseOf(await find(repo, { base: 'HEAD~1' }))).toMatchObject({ from: 'nowhere', failed: true })
    await workshop.publish(repo)
    await repo.git('checkout', '--quiet', '--orphan', 'alone')
    await repo.commit({ 'x.txt': '1' })
    expect(baseOf(await find(repo))).toMatchObject({
      from: 'nowhere',
      because: expect.stringContaining('share no history'),
      failed: true,
    })
  })

  it('is a mistake of whoever asks where there is no such branch', async () => {
    const repo = await branchOff()
    await repo.commit({ 'x.txt': '1' })
    await expect(find(repo, { base: 'mian' })).rejects.toThrow(UsageError)
  })
})

describe("the base's files", () => {
  it('lie in a folder of their own, and what the variant names is named there', async () => {
    const repo = await branchOff()
    await repo.commit({ 'data/file': '2', 'old.Dockerfile': 'FROM scratch\n# new' })
    const config = await find(repo)
    const before = await repo.git('status', '--porcelain')
    {
      await using base = await layOut(repo, config, 'run-one')
      const { source, run } = candidateOf(base.services)
      expect(await readFile(source.dockerfile, 'utf8')).toBe('FROM scratch')
      expect(await readFile(join(source.context, 'data/file'), 'utf8')).toBe('1')
      expect(await readFile(join(run.volumes[0]?.host ?? '', 'file'), 'utf8')).toBe('1')
      expect(await readFile(run.envFile ?? '', 'utf8')).toBe('LEVEL=old')
      expect(await treesOf('run-one')).toHaveLength(1)
    }
    expect(await treesOf('run-one')).toEqual([])
    expect(await repo.git('status', '--porcelain')).toBe(before)
    expect((await repo.git('worktree', 'list')).split('\n')).toHaveLength(1)
  })

  it('leave settings that no commit has to this machine', async () => {
    const { '.env': _, ...others } = files
    const repo = await workshop.make('shop', { ...others, '.gitignore': '.env' })
    await repo.git('checkout', '--quiet', '-b', 'feature')
    await repo.write({ '.env': 'LEVEL=machine' })
    await repo.commit({ 'x.txt': '1' })
    await using base = await layOut(repo, await find(repo), 'run-two')
    expect(candidateOf(base.services).run.envFile).toBe(join(repo.folder, '.env'))
  })

  it('are missing with a reason where the commit is not here and cannot be fetched, and the run goes on', async () => {
    const repo = await branchOff()
    await repo.commit({ 'x.txt': '1' })
    const found = await find(repo)
    const services = found.services.map((service): Service => {
      const { base } = service
      return base?.from === 'commit' ? { ...service, base: { ...base, commit: 'f'.repeat(40) } } : service
    })
    await using base = await layOut(repo, { ...found, services }, 'run-three')
    expect(base.withoutBase).toMatchObject({
      reason: 'not-run',
      message: expect.stringContaining('fetch-depth'),
    })
    expect(await treesOf('run-three')).toEqual([])
  })

  it('are fetched where a shallow checkout lacks them', async () => {
    const repo = await branchOff()
    await repo.commit({ 'data/file': '2' })
    const url = await workshop.publish(repo)
    const clone = await workshop.checkOut('clone', url, 'refs/heads/feature', 1)
    const config = await find(clone)
    await using base = await layOut(clone, config, 'run-four')
    expect(base.withoutBase).toBeUndefined()
    expect(await readFile(join(candidateOf(base.services).source.context, 'data/file'), 'utf8')).toBe('1')
  })

  it('leave nothing behind where the folder that the run works in goes away meanwhile', async () => {
    const repo = await workshop.make('shop', {
      ...files,
      '.gitattributes': 'data/file filter=gone\n',
      'sub/file': '1',
    })
    await repo.git('checkout', '--quiet', '-b', 'feature')
    await repo.write({ Dockerfile: 'FROM scratch\n' })
    const config = await find(repo)
    const cwd = join(repo.folder, 'sub')
    await repo.git('config', 'filter.gone.smudge', `rm -rf '${cwd}'; cat`)
    {
      const request = {
        services: config.services,
        cwd,
        env: workshop.env,
        runId: 'gone',
        signal,
        onProgress() {},
      }
      await using laidOut = await layOutBase(request)
      expect(laidOut.withoutBase).toBeUndefined()
      await expect(access(cwd)).rejects.toThrow()
    }
    expect(await removeWorkTrees('gone')).toBe(0)
  })

  it('are removed by whoever cleans up after a run that was killed', async () => {
    const repo = await branchOff()
    await repo.commit({ 'x.txt': '1' })
    await layOut(repo, await find(repo), 'run-five')
    expect(await removeWorkTrees('run-five')).toBe(1)
    expect(await treesOf('run-five')).toEqual([])
  })
})
