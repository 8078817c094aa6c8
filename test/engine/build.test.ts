import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { pack } from 'tar-stream'
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

/** The command lines of this machine's processes that hold a text. */
async function processesWith(text: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const commands = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  )
  return commands.filter((command) => command.includes(text))
}

const builders: readonly (readonly [string, () => Builder])[] = [
  ['buildx', () => buildx],
  ['buildx with plain progress', () => ({ ...buildx, progress: 'plain' }) as Builder],
  ["the engine's own builder", () => ({ by: 'engine' })],
]

describe.each(builders)('buildImage with %s', (_name, builder) => {
  it('builds cold, then warm with every step cached, into the engine under tag and label', async () => {
    const cwd = await folderWith({
      Dockerfile: `FROM ${base} AS one
WORKDIR /srv/${randomUUID()}
COPY a.txt .
RUN echo made
FROM one
RUN echo again`,
      'a.txt': 'a',
    })
    const cold = await build({ cwd, builder: builder() })
    expect(factOf(cold.built)).toMatchObject({
      temperature: 'cold',
      stepsTotal: 4,
      stepsCached: 0,
      builder: builder().by,
      cache: 'local',
    })
    expect(factOf(cold.built).durationMs).toBeGreaterThan(0)
    expect(cold.lines.join('\n')).toContain('  again')
    const image = await workshop.docker.getImage(cold.tag).inspect()
    expect(image.Config.Labels).toMatchObject({ ...workshop.labels })

    const warm = await build({ cwd, builder: builder() })
    const fact = factOf(warm.built)
    expect(fact).toMatchObject({ temperature: 'warm', stepsTotal: 4, stepsCached: 4 })
    expect(fact.cachedSteps[0]).toContain('WORKDIR /srv')
    expect(fact.cachedSteps[3]).toContain('RUN echo again')
  })

  it('measures what is sent of the context, the same for a second variant of it', async () => {
    const big = 700_000
    const cwd = await folderWith({
      '.dockerignore': 'ignored\n',
      'one.Dockerfile': `FROM ${base}\nCOPY . /srv\n`,
      'two.Dockerfile': `FROM ${base}\nRUN true\nCOPY . /app\n`,
      'kept.bin': randomBytes(big),
      'ignored/big.bin': randomBytes(5_000_000),
    })
    for (const dockerfile of ['one.Dockerfile', 'two.Dockerfile', 'two.Dockerfile']) {
      const { contextBytes } = factOf((await build({ cwd, builder: builder(), dockerfile })).built)
      expect(contextBytes).toBeGreaterThanOrEqual(big)
      expect(contextBytes).toBeLessThan(big + 20_000)
    }
  })

  it('honours build arguments, target and a Dockerfile outside of the context', async () => {
    const cwd = await folderWith({
      'docker/app.Dockerfile': `FROM ${base} AS wanted
ARG COLOUR=none
COPY . /srv/
RUN echo "colour: $COLOUR, $(ls -A /srv)"
FROM wanted
RUN exit 9`,
      'app/main': 'main',
    })
    const colour = `green ${randomUUID()}`
    const { built, lines } = await build({
      cwd,
      builder: builder(),
      dockerfile: 'docker/app.Dockerfile',
      context: 'app',
      target: 'wanted',
      buildArgs: { COLOUR: colour },
    })
    expect(built.outcome).toBe('built')
    expect(lines).toContain(`  colour: ${colour}, main`)
  })

  it('tells line, exit code and the end of the output of a failing step, and leaves no container', async () => {
    const cwd = await folderWith({
      'docker/app.Dockerfile': `# a comment
FROM ${base}

RUN for i in $(seq 100); do echo "line $i"; done; \\
    echo "no such header"; \\
    exit 7`,
    })
    const { built, lines } = await build({ cwd, builder: builder(), dockerfile: 'docker/app.Dockerfile' })
    const failure = failureOf(built)
    expect(failure).toMatchObject({
      reason: 'build-error',
      message: expect.stringMatching(/code: 7$/),
      place: { file: 'docker/app.Dockerfile', line: 4 },
      exitCode: 7,
    })
    expect(failure.tail).toHaveLength(20)
    expect(failure.tail).toContain('no such header')
    expect(lines).toContain('  line 1')
    // Other tests run their own meanwhile, so it is looked for by what it would run.
    const containers = await workshop.docker.listContainers({ all: true })
    expect(containers.filter(({ Command }) => Command.includes('no such header'))).toEqual([])
  })

  it('names the place of a mistake in the Dockerfile and of a file that is not there', async () => {
    const cwd = await folderWith({
      'syntax.Dockerfile': `FROM ${base}\nFOO bar\n`,
      'copy.Dockerfile': `FROM ${base}\nCOPY nope /srv\n`,
    })
    const syntax = failureOf(
      (await build({ cwd, builder: builder(), dockerfile: 'syntax.Dockerfile' })).built,
    )
    expect(syntax).toMatchObject({ reason: 'build-error', place: { file: 'syntax.Dockerfile', line: 2 } })
    expect(syntax.message).toMatch(/^dockerfile parse error.*unknown instruction: FOO/)
    const copy = failureOf((await build({ cwd, builder: builder(), dockerfile: 'copy.Dockerfile' })).built)
    expect(copy).toMatchObject({ reason: 'build-error', place: { file: 'copy.Dockerfile', line: 2 } })
    expect(copy.message).toMatch(/nope/)
  })

  it('knows that the base image cannot be had', async () => {
    const missing = `local/missing-${randomUUID()}:1`
    const cwd = await folderWith({ Dockerfile: `FROM ${base}\nFROM ${missing}\nCMD true\n` })
    const failure = failureOf((await build({ cwd, builder: builder() })).built)
    // Which of the two depends on whether this machine can ask a registry at all.
    const reason = expect.stringMatching(/^(image-missing|registry-unreachable)$/)
    expect(failure).toMatchObject({ reason, place: { file: 'Dockerfile', line: 2 } })
    expect(failure.message).toContain(missing)
  })

  it('ends everything on a cancel in the middle of a step', async () => {
    const seconds = `${100_000 + Math.floor(Math.random() * 800_000)}`
    const cwd = await folderWith({ Dockerfile: `FROM ${base}\nRUN echo begun && sleep ${seconds}\n` })
    const cancel = new AbortController()
    const { built, tag } = await build({
      cwd,
      builder: builder(),
      signal: cancel.signal,
      onLine: (line) => line === '  begun' && cancel.abort(),
    })
    expect(failureOf(built)).toEqual({ reason: 'cancelled', message: 'cancelled' })
    expect(await processesWith(tag)).toEqual([])
    await expect.poll(() => processesWith(`sleep ${seconds}`), { timeout: 300_000 }).toEqual([])
    await expect
      .poll(
        async () => {
          const containers = await workshop.docker.listContainers({ all: true })
          return containers.filter(({ Command }) => Command.includes(seconds))
        },
        { timeout: 300_000 },
      )
      .toEqual([])
    await expect(workshop.docker.getImage(tag).inspect()).rejects.toMatchObject({ statusCode: 404 })
  })

  it('builds a context that the engine fetches itself, and does not claim to know its size', async () => {
    const archive = pack()
    archive.entry(
      { name: 'sub/Dockerfile' },
      `FROM ${base}\nCOPY a.txt .\nRUN echo ${randomUUID()}; cat a.txt`,
    )
    archive.entry({ name: 'a.txt' }, 'content of a')
    archive.finalize()
    const tar = await buffer(archive)
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/x-tar').end(tar)
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    try {
      const { port } = server.address() as AddressInfo
      const { built, lines } = await build({
        cwd: '/',
        builder: builder(),
        context: `http://127.0.0.1:${port}/context.tar`,
        dockerfile: 'sub/Dockerfile',
      })
      expect(factOf(built)).not.toHaveProperty('contextBytes')
      expect(lines).toContain('  content of a')
    } finally {
      server.close()
    }
  })

  it('starts nothing where it was cancelled before, or where something is missing', async () => {
    const cwd = await folderWith({ Dockerfile: `FROM ${base}\n` })
    const late = await build({ cwd, builder: builder(), signal: AbortSignal.abort() })
    expect([failureOf(late.built).reason, late.lines]).toEqual(['cancelled', []])
    const other = await build({ cwd, builder: builder(), dockerfile: 'nowhere/Dockerfile' })
    expect(failureOf(other.built).message).toBe('there is no Dockerfile nowhere/Dockerfile')
    expect(other.lines).toEqual([])
  })
})
