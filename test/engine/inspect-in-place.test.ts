import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureBases } from '../../scripts/bases/ensure.mjs'
import { connect } from '../../src/docker/connect.js'
import { engineImage } from '../../src/docker/engine-image.js'
import { imageId } from '../../src/docker/images.js'
import { allProbes } from '../../src/image/capture/probes.js'
import { type ReadImageOptions, readImage } from '../../src/image/read-image.js'
import { type EngineFlavour, extraEngine, mainEngine, whyUnavailable } from '../support/engines.js'

const run = promisify(execFile)
const name = `container-migrate-test-in-place-${process.pid}`
const bases = ['local/musl:1', 'local/debian:bookworm'] as const

let host: string
let folder: string

beforeAll(async () => {
  host = await mainEngine()
  await ensureBases({ host, only: bases })
  folder = await mkdtemp(join(tmpdir(), 'container-migrate-in-place-'))
  await build(host)
})

afterAll(async () => {
  await docker(['image', 'rm', '--force', name], host)
  await rm(folder, { recursive: true, force: true })
})

async function docker(args: readonly string[], engine: string): Promise<string> {
  return (await run('docker', [...args], { env: { ...process.env, DOCKER_HOST: engine } })).stdout.trim()
}

/** What is told otherwise in a store than in a tar: removals, links, holes, strange names, files of every size. */
async function build(engine: string): Promise<void> {
  const steps = [
    'mkdir -p /t/gone /t/opaque /t/d2l && cd /t && for d in gone opaque d2l; do head -c 40000 /dev/urandom >$d/one; done && ln opaque/one linked && ln -s opaque soft && : >empty',
    'rm -rf /t/gone /t/opaque && mkdir /t/opaque && echo new >/t/opaque/new',
    'cd /t && rm -rf d2l && ln -s opaque d2l && chmod 4755 linked && mkfifo pipe',
    'cd /t && dd if=/dev/urandom of=large bs=1000 count=3000 2>/dev/null && dd if=/dev/null of=holes bs=1 seek=3000000 2>/dev/null && echo end >>holes',
    "cd /t && printf x >'with space' && printf x >\"$(printf 'not\\344text')\" && mkdir -p deep/$(printf 'n%.0s' $(seq 120))/$(printf 'm%.0s' $(seq 120)) && cd deep/n*/m* && echo y >file",
    // Twice the same layer.
    'true',
    'true',
  ]
  const text = `FROM local/musl:1\n${steps.map((step) => `RUN ${step}\n`).join('')}`
  await writeFile(join(folder, 'Dockerfile'), text)
  await docker(
    ['build', '--quiet', '--label', `container-migrate.test=${name}`, '--tag', name, folder],
    engine,
  )
}

/** What the built command says, as a user of some id runs it. */
async function inspected(user: { readonly uid?: number; readonly gid?: number }): Promise<string> {
  const { stdout } = await run(
    join(folder, 'node'),
    [join(folder, 'dist/cli.js'), 'inspect', name, '--json'],
    {
      cwd: '/',
      env: { ...process.env, HOME: '/', DOCKER_HOST: host },
      maxBuffer: 1e8,
      ...user,
    },
  )
  return stdout
}

/** Where anybody may run it: a checkout may lie below a folder that is root's alone. */
async function placeCommand(): Promise<void> {
  await cp(process.execPath, join(folder, 'node'))
  await cp(fileURLToPath(new URL('../../dist', import.meta.url)), join(folder, 'dist'), { recursive: true })
  await run('chmod', ['-R', 'a+rX', folder])
}

const socketOf = (engine: string): string => new URL(engine).pathname

/** By the store alone, and by the export alone. */
async function readBoth(engine: string, image: string, options: ReadImageOptions) {
  const opened = await openOn(engine, image)
  const inPlace = await readImage(
    { ...opened, openArchive: () => Promise.reject(new Error('it was exported')) },
    options,
  )
  return { inPlace, exported: await readImage({ ...opened, findStored: async () => undefined }, options) }
}

async function openOn(engine: string, image: string) {
  const { docker: client } = connect({ DOCKER_HOST: engine })
  const id = await imageId(client, image)
  if (id === undefined) throw new Error(`there is no ${image}`)
  return engineImage(client, id, new AbortController().signal)
}

const ways: readonly (readonly [string, ReadImageOptions])[] = [
  ['samples', { pullSize: 'roughly' }],
  ['every file digested', { pullSize: 'roughly', contentHashes: true }],
  ['all of it deflated', { pullSize: 'deflated' }],
]
const options: ReadImageOptions = { digests: 'engine', probes: allProbes }

// Only root may look into an engine's store, and some machines have another one.
const mayLook = process.getuid?.() === 0 && (await storeOfMain()) === 'overlay2'

async function storeOfMain(): Promise<string> {
  const engine = await mainEngine()
  return docker(['info', '--format', '{{.Driver}}'], engine)
}

describe.skipIf(!mayLook)('an image read where the engine keeps it', async () => {
  it.each(ways)('is what the engine exports, with %s', async (_, way) => {
    for (const image of [...bases, name]) {
      const { inPlace, exported } = await readBoth(host, image, { ...options, ...way })
      expect(inPlace).toMatchObject({ outcome: 'read' })
      expect(inPlace).toEqual(exported)
    }
  })

  const old: EngineFlavour = 'classic-20.10'
  it.skipIf((await whyUnavailable(old)) !== undefined)('is what an engine of 2020 exports', async () => {
    await using engine = await extraEngine(old, { bases: ['local/musl:1'] })
    await build(engine.host)
    const { inPlace, exported } = await readBoth(engine.host, name, { ...options, pullSize: 'roughly' })
    expect(inPlace).toMatchObject({ outcome: 'read' })
    expect(inPlace).toEqual(exported)
  })
})

describe('an image that cannot be read where the engine keeps it', async () => {
  const other: EngineFlavour = 'containerd-store'
  it.skipIf((await whyUnavailable(other)) !== undefined)('is exported by the containerd store', async () => {
    await using engine = await extraEngine(other, { bases: ['local/musl:1'] })
    const image = await openOn(engine.host, 'local/musl:1')
    expect(await image.findStored()).toBeUndefined()
    expect(await readImage(image, options)).toMatchObject({ outcome: 'read' })
  })

  it.skipIf(!mayLook)(
    'is exported to somebody who may not look there, and inspect tells the same',
    async () => {
      await placeCommand()
      const asRoot = await inspected({})
      const asOther = await inspected({ uid: 65_534, gid: (await stat(socketOf(host))).gid })
      expect(asOther).toBe(asRoot)
    },
  )
})
