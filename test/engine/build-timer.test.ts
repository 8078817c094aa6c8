import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import Docker from 'dockerode'
import { describe, expect, it } from 'vitest'
import type { TimedBuildRequest } from '../../src/core/domain/build-timer.js'
import type { DockerfileSource } from '../../src/core/domain/config.js'
import { openBuildTimer } from '../../src/docker/build/build-timer.js'
import { extraEngine, whyUnavailable } from '../support/engines.js'
import { docker } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'

const hasOld = !(await whyUnavailable('classic-20.10'))

const source: DockerfileSource = {
  from: 'dockerfile',
  dockerfile: 'Dockerfile',
  context: '.',
  buildArgs: {},
  buildContexts: {},
  secrets: [],
}
const ref = { service: 'web', role: 'baseline', revision: 'head' } as const

describe.runIf(hasOld)("builds timed with an engine's own builder", () => {
  it('run what a change reaches, and leave none of the images that it keeps of every step', async () => {
    await using engine = await extraEngine('classic-20.10', { bases: ['local/musl:1'] })
    await using repository = await makeRepository({
      // Of two stages: the first one ends in an image without a name.
      Dockerfile:
        'FROM local/musl:1 AS made\nRUN echo one > /one\nCOPY src /src\nRUN cat /src/app.py > /two\nFROM local/musl:1\nCOPY --from=made /two /two\n',
      'src/app.py': 'first\n',
      'src/closed/secret.txt': 'kept out',
      '.dockerignore': 'src/closed\n',
    })
    const everyImage = () => docker(engine.host, 'images', '--all', '--quiet', '--no-trunc')
    await docker(engine.host, 'build', '--quiet', '--tag', 'own:1', repository.folder).catch(() => '')
    const before = await everyImage()
    const runId = randomBytes(6).toString('hex')
    const timer = openBuildTimer({
      docker: new Docker({ socketPath: new URL(engine.host).pathname }),
      runId,
      cwd: repository.folder,
      env: process.env,
      host: engine.host,
      findBuilder: async () => ({ by: 'engine' }),
    })
    const signal = new AbortController().signal
    const build = async (request: Pick<TimedBuildRequest, 'kind' | 'copy'>) => {
      const { build: fact, failure } = await timer.build({
        ref,
        source,
        signal,
        onLine: () => {},
        ...request,
      })
      expect(failure).toBeUndefined()
      expect(fact?.builder).toBe('engine')
      expect(fact?.transferMs).toBeGreaterThanOrEqual(0)
      return fact === undefined ? Number.NaN : fact.stepsTotal - fact.stepsCached
    }
    const read = await timer.readContext(source)
    expect(read.outcome === 'read' && read.files.map(({ path }) => path)).toEqual([
      '.dockerignore',
      'Dockerfile',
      'src/app.py',
    ])
    expect(await build({ kind: 'cold' })).toBe(4)
    const copied = await timer.copyContext(source, ['src/closed/secret.txt', 'src/app.py'], signal)
    if (copied.outcome === 'failed') throw new Error(copied.failure.message)
    const { copy } = copied
    expect(copy.file).toBe('src/app.py')
    await build({ kind: 'unchanged', copy })
    expect(await build({ kind: 'unchanged', copy })).toBe(0)
    for (const line of ['# 1', '# 2']) {
      await copy.change(line)
      expect(await readFile(`${copy.folder}/src/app.py`, 'utf8')).toBe(`first\n${line}\n`)
      expect(await build({ kind: 'rebuild', copy })).toBe(3)
    }
    await timer.end()
    expect(await everyImage()).toBe(before)
    expect(await readFile(`${repository.folder}/src/app.py`, 'utf8')).toBe('first\n')
    expect((await readdir(tmpdir())).filter((name) => name.includes(runId))).toEqual([])
  })
})
