import { describe, expect, it } from 'vitest'
import { configOf, configPath } from '../support/compare-config.js'
import { extraEngine, mainEngine, whyUnavailable } from '../support/engines.js'
import { makeRepository } from '../support/repository.js'
import { compareJson, runCli } from '../support/run-cli.js'
import { healthy, slowToStart } from '../support/services.js'

const files = {
  Dockerfile: healthy(),
  'Dockerfile.candidate': healthy(),
  [configPath]: configOf("smoke:\n  slow:\n    - exec: [sleep, '60']\n      timeout: 2m\n"),
}

describe('an engine that is not fit', () => {
  it('is named when there is no such socket', async () => {
    await using repository = await makeRepository(files)
    const host = `unix://${repository.folder}/none.sock`
    const run = await runCli(['compare'], { cwd: repository.folder, host })
    expect(run.exitCode).toBe(3)
    expect(run.stderr).toContain(`no engine at ${host}: there is no such socket`)
    expect(run.stderr).toContain('try: start Docker')
  })

  it('is refused over ssh:// with what to do instead', async () => {
    await using repository = await makeRepository(files)
    const run = await runCli(['compare'], { cwd: repository.folder, host: 'ssh://me@host' })
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('ssh://')
    expect(run.stderr).toContain('forward the socket')
  })
})

describe.skipIf((await whyUnavailable('classic')) !== undefined)(
  'an engine that gives way in the middle of a run',
  () => {
    it('by being stopped ends the run with exit 3 and says that it was the engine', async () => {
      await using engine = await extraEngine('classic', { bases: ['local/musl:1'] })
      await using repository = await makeRepository(files)
      const { record, exitCode } = await compareJson({
        cwd: repository.folder,
        host: engine.host,
        onProgress: { matches: /running smoke suites/, act: () => engine.kill() },
      })
      expect(record.facts.interrupted?.reason).toBe('engine-lost')
      expect(record.judgement.verdict).toBe('inconclusive')
      expect(exitCode).toBe(3)
    })

    it('by being stopped during a timed start ends the run alike, whoever else was listening to it', async () => {
      await using engine = await extraEngine('classic', { bases: ['local/musl:1'] })
      await using repository = await makeRepository({
        ...files,
        'Dockerfile.candidate': slowToStart(60),
      })
      const { record, exitCode } = await compareJson({
        cwd: repository.folder,
        host: engine.host,
        onProgress: { matches: /start web baseline 1/, act: () => engine.kill() },
      })
      expect(record.facts.interrupted?.reason).toBe('engine-lost')
      expect(exitCode).toBe(3)
    })

    it('by a full disk ends the run with exit 3 and says that it was the disk', async () => {
      await using engine = await extraEngine('classic', { bases: ['local/musl:1'], dataRootSizeMb: 96 })
      await using repository = await makeRepository({
        ...files,
        'Dockerfile.candidate': `${healthy()}RUN dd if=/dev/urandom of=/big bs=1M count=200\n`,
      })
      const { record, exitCode } = await compareJson({ cwd: repository.folder, host: engine.host })
      const candidate = record.facts.prepared.find(({ ref }) => ref.role === 'candidate')
      expect(candidate?.failure?.reason).toBe('disk-full')
      expect(record.facts.interrupted?.reason).toBe('disk-full')
      expect(exitCode).toBe(3)
    })

    it('is told by doctor before anything is built where its disk is nearly full', async () => {
      await using engine = await extraEngine('classic', { dataRootSizeMb: 96 })
      await using repository = await makeRepository(files)
      const run = await runCli(['doctor'], { cwd: repository.folder, host: engine.host })
      expect(run.exitCode).toBe(3)
      expect(run.stdout).toMatch(/only 0\.\d GB free/)
      expect(run.stdout).toContain('docker system prune')
    })
  },
)

describe('doctor', () => {
  it('finds a base image that is nowhere, and says good where all is well', async () => {
    const host = await mainEngine()
    await using bad = await makeRepository({
      ...files,
      'Dockerfile.candidate': 'ARG BASE=local/nowhere:1\nFROM ${BASE} AS build\nFROM build\n',
    })
    const run = await runCli(['doctor'], { cwd: bad.folder, host })
    expect(run.exitCode).toBe(3)
    expect(run.stdout).toContain('✗ local/nowhere:1 is not on the engine and cannot be pulled')
    await using good = await makeRepository(files)
    const again = await runCli(['doctor'], { cwd: good.folder, host })
    expect(again.stdout).toContain('✓ local/musl:1 is on the engine')
    expect(again.stdout).toContain('this machine is ready')
    expect(again.exitCode).toBe(0)
  })
})
