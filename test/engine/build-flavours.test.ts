import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { type Builder, detectBuilder } from '../../src/docker/build/detect-builder.js'
import { type EngineFlavour, extraEngine, whyUnavailable } from '../support/engines.js'
import { base, factOf, failureOf, openWorkshop } from './build-workshop.js'

const flavours: readonly EngineFlavour[] = ['classic-20.10', 'classic', 'containerd-store']
const available = await Promise.all(flavours.map(async (flavour) => !(await whyUnavailable(flavour))))
const workshops: ReturnType<typeof openWorkshop>[] = []
afterAll(async () => {
  for (const { tidy } of workshops) await tidy().catch(() => {})
})

const open = async (host: string) => {
  const workshop = openWorkshop(host)
  workshops.push(workshop)
  const buildx = await detectBuilder({ host, env: process.env, docker: workshop.docker })
  const builders: readonly Builder[] = [buildx, { by: 'engine' }]
  return { ...workshop, builders }
}

describe.each(flavours.filter((_, index) => available[index]))('buildImage on the engine %s', (flavour) => {
  it('builds cold and warm with both builders, one image under tag and labels', async () => {
    await using engine = await extraEngine(flavour, { bases: [base] })
    const { docker, labels, folderWith, build, builders } = await open(engine.host)
    for (const builder of builders) {
      const cwd = await folderWith({
        Dockerfile: `FROM ${base}\nWORKDIR /srv/${randomUUID()}\nCOPY a.txt .\nRUN cat a.txt`,
        'a.txt': 'content of a',
      })
      const cold = await build({ cwd, builder })
      expect(factOf(cold.built)).toMatchObject({ temperature: 'cold', stepsTotal: 3, builder: builder.by })
      expect(cold.lines).toContain('  content of a')
      expect(factOf((await build({ cwd, builder })).built)).toMatchObject({ stepsTotal: 3, stepsCached: 3 })
      const image = await docker.getImage(cold.tag).inspect()
      expect(image.Config.Labels).toMatchObject(labels)
      expect(image.RepoTags).toContain(cold.tag)

      const broken = await folderWith({ Dockerfile: `FROM ${base}\nRUN echo before the end; exit 7` })
      expect(failureOf((await build({ cwd: broken, builder })).built)).toMatchObject({
        reason: 'build-error',
        exitCode: 7,
        place: { file: 'Dockerfile', line: 2 },
        tail: ['before the end'],
      })
      const missing = await folderWith({ Dockerfile: `FROM local/missing-${randomUUID()}:1` })
      expect(failureOf((await build({ cwd: missing, builder })).built).reason).toMatch(
        /^(image-missing|registry-unreachable)$/,
      )
    }
  })
})

describe.runIf(available[2])("buildImage with GitHub's cache", () => {
  it('goes on without it where the cache does not answer', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(503).end('{"message":"not today"}')
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    try {
      await using engine = await extraEngine('containerd-store', { bases: [base] })
      const { docker, folderWith, build } = await open(engine.host)
      const env = {
        ACTIONS_RUNTIME_TOKEN: runtimeToken,
        ACTIONS_CACHE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      }
      const builder = await detectBuilder({ host: engine.host, env: { ...process.env, ...env }, docker })
      const cwd = await folderWith({ Dockerfile: `FROM ${base}\nRUN echo ${randomUUID()}; exit 6` })
      const good = await folderWith({ Dockerfile: `FROM ${base}\nRUN echo ${randomUUID()}` })
      expect(factOf((await build({ cwd: good, builder, env })).built)).toMatchObject({ cache: 'github' })
      expect(asked.join()).toContain('container-migrate-')
      const failure = failureOf((await build({ cwd, builder, env })).built)
      expect(failure).toMatchObject({ exitCode: 6, place: { file: 'Dockerfile', line: 2 } })
    } finally {
      server.close()
    }
  })
})

/** In the form of GitHub's: BuildKit reads from it which caches it may use, and leaves the signature to the server. */
const runtimeToken = [
  { alg: 'none' },
  { ac: JSON.stringify([{ Scope: 'refs/heads/main', Permission: 3 }]), nbf: 1, exp: 9_999_999_999 },
  {},
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.')

describe.runIf(available[1])('buildImage on an engine in trouble', () => {
  it('knows a full disk', async () => {
    await using engine = await extraEngine('classic', { bases: [base], dataRootSizeMb: 120 })
    const { folderWith, build, builders } = await open(engine.host)
    const cwd = await folderWith({
      Dockerfile: `FROM ${base}\nRUN dd if=/dev/zero of=/big bs=1M count=300`,
    })
    for (const builder of builders)
      expect(failureOf((await build({ cwd, builder })).built).reason).toBe('disk-full')
  })

  it('knows that the engine went away in the middle of a build', async () => {
    for (const which of [0, 1]) {
      await using engine = await extraEngine('classic', { bases: [base] })
      const { folderWith, build, builders } = await open(engine.host)
      const builder = builders[which] ?? { by: 'engine' }
      const cwd = await folderWith({ Dockerfile: `FROM ${base}\nRUN echo begun && sleep 1000` })
      const onLine = (line: string) => line === '  begun' && engine.kill()
      expect(failureOf((await build({ cwd, builder, onLine })).built)).toMatchObject({
        reason: 'engine-lost',
        message: expect.stringMatching(/\w/),
      })
    }
  })
})
