import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Builder, detectBuilder } from '../../src/docker/build/detect-builder.js'
import { mainEngine } from '../support/engines.js'
import { type Asked, base, factOf, failureOf, openWorkshop } from './build-workshop.js'

let host = ''
let buildx: Builder
let workshop: ReturnType<typeof openWorkshop>

beforeAll(async () => {
  host = await mainEngine()
  workshop = openWorkshop(host)
  buildx = await detectBuilder({ host, env: process.env, docker: workshop.docker })
})

afterAll(() => workshop.tidy())

const folderWith: typeof workshop.folderWith = (files) => workshop.folderWith(files)
const build = (asked: Asked) => workshop.build(asked)

describe('buildImage with buildx', () => {
  it('gives a secret to the step that asks for it and to nobody else', async () => {
    const value = `s3cret-${randomUUID()}`
    const cwd = await folderWith({
      Dockerfile: `FROM ${base}
RUN --mount=type=secret,id=token --mount=type=secret,id=key \\
  printf 'token %s chars ' $(cat /run/secrets/token | wc -c); cat /run/secrets/token; \\
  cmp /run/secrets/token /run/secrets/key && exit 5`,
      'key.txt': value,
    })
    const { built, lines } = await build({
      cwd,
      builder: buildx,
      env: { TOKEN: value },
      secrets: [
        { id: 'token', env: 'TOKEN' },
        { id: 'key', file: 'key.txt' },
      ],
    })
    const failure = failureOf(built)
    expect(failure).toMatchObject({ exitCode: 5, tail: [`token ${value.length} chars ***`] })
    expect(lines).toContain(`  token ${value.length} chars ***`)
    expect(JSON.stringify([failure, lines])).not.toContain(value)
  })

  it('leaves no trace of a secret in the image', async () => {
    const value = `s3cret-${randomUUID()}`
    const cwd = await folderWith({
      Dockerfile: `FROM ${base}\nRUN --mount=type=secret,id=token test -s /run/secrets/token\n`,
    })
    const { built, tag } = await build({
      cwd,
      builder: buildx,
      env: { TOKEN: value },
      secrets: [{ id: 'token', env: 'TOKEN' }],
    })
    expect(built.outcome).toBe('built')
    const image = workshop.docker.getImage(tag)
    expect(JSON.stringify([await image.inspect(), await image.history()])).not.toContain(value)
  })

  it('takes the base from a build context and never asks a registry for it', async () => {
    const name = `python:0.0-${randomUUID()}`
    const cwd = await folderWith({
      Dockerfile: `FROM ${name}\nCOPY --from=assets big.bin /srv/\n`,
      'assets/big.bin': randomBytes(300_000),
    })
    const { built } = await build({
      cwd,
      builder: buildx,
      buildContexts: { [name]: `docker-image://${base}`, assets: './assets' },
    })
    const fact = factOf(built)
    expect(fact).toMatchObject({ stepsTotal: 1, stepsCached: 0 })
    expect(fact.contextBytes).toBeGreaterThanOrEqual(300_000)
    expect(fact.contextBytes).toBeLessThan(301_000)
  })

  it('sends nothing of a context that no step takes from', async () => {
    const cwd = await folderWith({ Dockerfile: `FROM ${base}\nRUN true\n`, 'big.bin': randomBytes(300_000) })
    expect(factOf((await build({ cwd, builder: buildx })).built).contextBytes).toBe(0)
  })

  it('reads megabytes of output and keeps the end of it', async () => {
    const cwd = await folderWith({
      Dockerfile: `FROM ${base}\nRUN head -c 3000000 /dev/zero | tr '\\0' x; echo; echo ${randomUUID()}; seq 20000; exit 1\n`,
    })
    const { built, lines } = await build({ cwd, builder: buildx })
    expect(failureOf(built).tail?.length).toBeLessThanOrEqual(20)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(3000)
  })
})

describe("buildImage with the engine's own builder", () => {
  it('refuses what only buildx can do before it starts', async () => {
    const cwd = await folderWith({
      Dockerfile: `FROM ${base}\nRUN --mount=type=cache,target=/c true\n`,
    })
    const { built, lines } = await build({ cwd, builder: { by: 'engine' } })
    expect(failureOf(built)).toMatchObject({
      message: 'RUN --mount needs docker buildx, which was not found on this machine',
      place: { file: 'Dockerfile', line: 2 },
    })
    expect(lines).toEqual([])
  })

  it('says what is wrong with an ignore file', async () => {
    const cwd = await folderWith({ Dockerfile: `FROM ${base}\n`, '.dockerignore': 'a[b\n' })
    const { built } = await build({ cwd, builder: { by: 'engine' } })
    expect(failureOf(built)).toMatchObject({
      reason: 'build-error',
      message: expect.stringMatching(/^the build context \. cannot be read: .*a\[b/),
    })
  })
})
