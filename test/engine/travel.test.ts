import { execFile } from 'node:child_process'
import { watch as fsWatch } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRegistry, whyNoRegistry } from '../../scripts/engine/registry.mjs'
import { readTravelled } from '../../src/commands/read-travelled.js'
import type { Launcher } from '../../src/core/domain/instance.js'
import type { PlanDocument, TravellingImage } from '../../src/core/domain/plan.js'
import { cleanUpRun } from '../../src/docker/clean-up.js'
import { connect } from '../../src/docker/connect.js'
import { type EngineFlavour, extraEngine, mainEngine, whyUnavailable } from '../support/engines.js'
import { docker } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { healthy } from '../support/services.js'
import { emptyFolder, machine, outcomesOf, planOf, sentOf } from './travel-workshop.js'

const run = promisify(execFile)

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

const ownRegistry = async (options: { readonly users?: string } = {}) => {
  const registry = await startRegistry(options)
  return { ...registry, [Symbol.asyncDispose]: registry.stop }
}

const files = {
  Dockerfile: healthy({ extra: 'travel' }),
  'Dockerfile.candidate': healthy({ extra: 'travel2' }),
}

const config = (candidate = 'dockerfile: Dockerfile.candidate') => `version: 1
services:
  api:
    baseline: { dockerfile: Dockerfile }
    candidate: { ${candidate} }
    run: { port: 8000 }
    ready: { http: /health, timeout: 20s }
`

async function firstAnswer(launcher: Launcher | undefined, runId: string, engineHost: string) {
  if (launcher === undefined) throw new Error('not prepared')
  const signal = new AbortController().signal
  const started = await launcher.start({ publish: false, ownNetwork: false, signal })
  if (started.outcome === 'refused') throw new Error(started.failure.message)
  const { instance } = started
  try {
    const labelled = ['ps', '--quiet', '--no-trunc', '--filter', `label=container-migrate.run=${runId}`]
    expect(await docker(engineHost, ...labelled)).toBe(instance.id)
    return (await instance.exec(['cat', '/www/extra'], { timeoutMs: 10_000, signal })).output
  } finally {
    await instance.stop()
  }
}

const flavours = ['classic-20.10', 'classic', 'containerd-store'] as const
const available: EngineFlavour[] = []
for (const flavour of flavours) if ((await whyUnavailable(flavour)) === undefined) available.push(flavour)

describe('images that were built on one engine run on another', () => {
  const engines = new Map<EngineFlavour, Awaited<ReturnType<typeof extraEngine>>>()
  beforeAll(async () => {
    for (const flavour of available)
      engines.set(flavour, await extraEngine(flavour, { bases: ['local/musl:1'] }))
  }, 240_000)
  afterAll(async () => {
    for (const engine of engines.values()) await engine.stop()
  })
  const hostOf = (flavour: EngineFlavour) => engines.get(flavour)?.host ?? ''

  it.each(available)('by files, built on %s', async (from) => {
    await using repository = await makeRepository(files)
    await using images = await emptyFolder()
    const plan = planOf(config())
    const cwd = repository.folder
    {
      await using builder = machine({ host: hostOf(from), plan, cwd })
      const { facts, sent } = await builder.send(images.folder)
      expect(outcomesOf(facts)).toEqual(['built', 'built'])
      expect(sentOf(sent)).toEqual(['sent', 'sent'])
    }
    await runEverywhere(plan, images.folder, cwd, 'loaded')
  })

  it.skipIf(whyNoRegistry() !== undefined).each(available)('by a registry, built on %s', async (from) => {
    await using registry = await ownRegistry()
    await using repository = await makeRepository(files)
    await using images = await emptyFolder()
    const plan = planOf(config(), { by: 'registry', repository: `${registry.address}/team/images` })
    const cwd = repository.folder
    {
      await using builder = machine({ host: hostOf(from), plan, cwd })
      const { sent } = await builder.send(images.folder)
      expect(sentOf(sent)).toEqual(['sent', 'sent'])
    }
    expect(await readdir(images.folder)).toEqual(['images.json'])
    expect(await docker(hostOf(from), 'images', '--quiet', `${registry.address}/team/images`)).toBe('')
    await runEverywhere(plan, images.folder, cwd, 'pulled')
    for (const to of available)
      expect(await docker(hostOf(to), 'images', '--quiet', `${registry.address}/team/images`)).toBe('')
  })

  const empty = { Dockerfile: 'FROM scratch\nLABEL travel=nothing\nCMD ["/nothing"]\n' }
  const emptyPlan = () => planOf(config('dockerfile: Dockerfile'))

  it.skipIf(!available.includes('containerd-store'))('also where they have no layers', async () => {
    await using repository = await makeRepository(empty)
    await using images = await emptyFolder()
    const plan = emptyPlan()
    const cwd = repository.folder
    {
      await using builder = machine({ host: hostOf('containerd-store'), plan, cwd })
      expect(sentOf((await builder.send(images.folder)).sent)).toEqual(['sent', 'sent'])
    }
    const travelled = await readTravelled(images.folder, plan)
    for (const to of available) {
      await using measurer = machine({ host: hostOf(to), plan, cwd })
      expect([to, ...outcomesOf((await measurer.prepare(travelled)).facts)]).toEqual([to, 'loaded', 'loaded'])
    }
  })

  it.skipIf(!available.includes('classic'))(
    'but not where the engine gives none without layers',
    async () => {
      await using repository = await makeRepository(empty)
      await using images = await emptyFolder()
      await using builder = machine({ host: hostOf('classic'), plan: emptyPlan(), cwd: repository.folder })
      const because = 'its image could not be sent on: empty export - not implemented'
      expect(sentOf((await builder.send(images.folder)).sent)).toEqual([because, because])
    },
  )

  async function runEverywhere(plan: PlanDocument, images: string, cwd: string, how: string) {
    const travelled = await readTravelled(images, plan)
    for (const to of available) {
      await using measurer = machine({ host: hostOf(to), plan, cwd })
      const { facts, launchers } = await measurer.prepare(travelled)
      expect([to, ...outcomesOf(facts)]).toEqual([to, how, how])
      const launcher = launchers.get('api/candidate@head')
      expect(await firstAnswer(launcher, measurer.runId, hostOf(to))).toBe('travel2')
    }
  }
})

describe('an engine whose disk fills up', () => {
  it.skipIf(!available.includes('classic'))(
    'while it takes an image in says that it was the disk',
    async () => {
      await using repository = await makeRepository({
        ...files,
        Dockerfile: `${healthy()}RUN head -c 120000000 /dev/urandom > /www/large\n`,
      })
      await using images = await emptyFolder()
      const plan = planOf(config())
      const cwd = repository.folder
      {
        await using builder = machine({ host, plan, cwd })
        expect(sentOf((await builder.send(images.folder)).sent)).toEqual(['sent', 'sent'])
      }
      await using small = await extraEngine('classic', { dataRootSizeMb: 96 })
      await using measurer = machine({ host: small.host, plan, cwd })
      const { facts } = await measurer.prepare(await readTravelled(images.folder, plan))
      expect(facts[0]).toMatchObject({ outcome: 'failed', failure: { reason: 'disk-full' } })
    },
  )
})

describe('a registry', () => {
  const travelTo = (address: string) => ({ by: 'registry' as const, repository: `${address}/team/images` })
  const oneImage = (address: string) => planOf(config('image: "local/musl:1"'), travelTo(address))

  it.skipIf(whyNoRegistry() !== undefined)(
    'that asks who one is takes images from those who are logged in, and tells the others what to do',
    async () => {
      // The password is `wander`.
      const users = 'travel:$2b$04$.KGTPoN.aaGs8riBpJUjveUrkOYO4iW0JHTTVcHf0fY.LVDt0D5J.\n'
      await using registry = await ownRegistry({ users })
      await using repository = await makeRepository(files)
      const plan = planOf(config(), travelTo(registry.address))
      const cwd = repository.folder
      const sendAs = async (login: string | undefined, images: string) => {
        const auths = login ? { [registry.address]: { auth: Buffer.from(login).toString('base64') } } : {}
        await using home = await makeRepository({ 'config.json': JSON.stringify({ auths }) })
        const env = { ...process.env, DOCKER_CONFIG: home.folder }
        {
          await using builder = machine({ host, plan, cwd, env })
          const { sent } = await builder.send(images)
          if (sent.some(({ outcome }) => outcome === 'failed')) return { sent, facts: [] }
        }
        await using measurer = machine({ host, plan, cwd, env })
        return { sent: [], facts: (await measurer.prepare(await readTravelled(images, plan))).facts }
      }
      for (const login of [undefined, 'travel:astray']) {
        await using images = await emptyFolder()
        const { sent } = await sendAs(login, images.folder)
        expect(sent).toMatchObject([
          {
            failure: {
              reason: 'shard-lost',
              message: expect.stringMatching(/cannot push to .*docker login/),
            },
          },
          { failure: { reason: 'shard-lost' } },
        ])
        expect((await readTravelled(images.folder, plan)).images.size).toBe(0)
      }
      await using images = await emptyFolder()
      expect(outcomesOf((await sendAs('travel:wander', images.folder)).facts)).toEqual(['pulled', 'pulled'])
      const lost = machine({ host, plan, cwd, env: { ...process.env, DOCKER_CONFIG: cwd } })
      await using _ = lost
      const { facts } = await lost.prepare(await readTravelled(images.folder, plan))
      expect(facts).toMatchObject([
        {
          outcome: 'failed',
          failure: { reason: 'shard-lost', message: expect.stringContaining('may pull') },
        },
        { outcome: 'failed' },
      ])
    },
  )

  it('that cannot be reached is the machine’s failure, when images are sent and when they are taken', async () => {
    await using repository = await makeRepository(files)
    await using images = await emptyFolder()
    const plan = oneImage('127.0.0.1:9')
    await using builder = machine({ host, plan, cwd: repository.folder })
    const { sent } = await builder.send(images.folder)
    expect(sent).toMatchObject([
      { failure: { reason: 'registry-unreachable', message: expect.stringContaining('127.0.0.1:9') } },
      { failure: { reason: 'registry-unreachable' } },
    ])
    const away = { ...imageAway, pull: `127.0.0.1:9/team/images@${imageAway.manifestDigest}` }
    const key = 'api/baseline@head'
    const { facts } = await builder.prepare({
      images: new Map([[key, { image: away }]]),
      senders: new Map([['api', 1]]),
    })
    expect(facts[0]).toMatchObject({ failure: { reason: 'registry-unreachable' } })
  })
})

describe('images that travelled', () => {
  it('are never made again where one is missing, damaged or cancelled', async () => {
    await using repository = await makeRepository(files)
    await using images = await emptyFolder()
    const plan = planOf(config())
    const cwd = repository.folder
    let buildRun = ''
    {
      await using builder = machine({ host, plan, cwd })
      buildRun = builder.runId
      await builder.send(images.folder)
    }
    const { images: all, senders } = await readTravelled(images.folder, plan)
    const baseline = all.get('api/baseline@head')
    const candidate = all.get('api/candidate@head')
    if (baseline === undefined || candidate === undefined) throw new Error('not sent')
    {
      await using measurer = machine({ host, plan, cwd })
      const some = new Map([['api/baseline@head', baseline]])
      const { facts } = await measurer.prepare({ images: some, senders })
      expect(facts).toMatchObject([
        { outcome: 'loaded' },
        {
          outcome: 'failed',
          failure: { reason: 'shard-lost', message: expect.stringContaining('build shard 1 sent no image') },
        },
      ])
      expect(facts[0]?.image).toBeUndefined()
      // It carries the label of the run that built it, whose clean-up may come late.
      await cleanUpRun(connect({ DOCKER_HOST: host }).docker, buildRun)
      expect(await docker(host, 'images', '--quiet', `container-migrate/*:${measurer.runId}`)).not.toBe('')
    }
    const manifest = JSON.parse(await readFile(pathOf(images.folder, candidate.image.manifestDigest), 'utf8'))
    const last = pathOf(images.folder, manifest.layers.at(-1).digest)
    const bytes = await readFile(last)
    bytes[40] = (bytes[40] ?? 0) ^ 1
    await writeFile(last, bytes)
    await using measurer = machine({ host, plan, cwd })
    const { facts } = await measurer.prepare({ images: all, senders })
    expect(facts).toMatchObject([
      { outcome: 'loaded' },
      {
        outcome: 'failed',
        failure: {
          reason: 'shard-lost',
          message: expect.stringMatching(/blob sha256:\w{64} is damaged: .* run that shard again/),
        },
      },
    ])
    await expect(docker(host, 'image', 'inspect', candidate.image.configDigest)).rejects.toThrow(
      /no such image/i,
    )
    const cancelled = await measurer.prepare({ images: all, senders }, AbortSignal.abort())
    expect(cancelled.facts).toMatchObject([
      { failure: { reason: 'cancelled' } },
      { failure: { reason: 'cancelled' } },
    ])
  })

  it('may be the user’s own, under a name or none, which stay', async () => {
    const own = `travel-own-${process.pid}:1`
    await using repository = await makeRepository({ Dockerfile: `${healthy()}LABEL own="${own}"\n` })
    await using images = await emptyFolder()
    await docker(host, 'build', '--quiet', '--tag', own, repository.folder)
    const id = await docker(host, 'images', '--quiet', '--no-trunc', own)
    const cwd = repository.folder
    try {
      const plan = planOf(config(`image: "${own}"`).replace('dockerfile: Dockerfile', `image: "${own}"`))
      {
        await using builder = machine({ host, plan, cwd })
        expect(sentOf((await builder.send(images.folder)).sent)).toEqual(['sent', 'sent'])
      }
      // Of one image for two variants everything is there once.
      const { images: named } = JSON.parse(await readFile(join(images.folder, 'images.json'), 'utf8'))
      expect(
        new Set(named.map(({ manifestDigest }: { manifestDigest: string }) => manifestDigest)).size,
      ).toBe(1)
      const travelled = await readTravelled(images.folder, plan)
      {
        await using measurer = machine({ host, plan, cwd })
        expect(outcomesOf((await measurer.prepare(travelled)).facts)).toEqual(['present', 'present'])
      }
      expect(await docker(host, 'images', '--quiet', '--no-trunc', own)).toBe(id)
      // The name goes to another image, and the first is left without any.
      await docker(host, 'tag', 'local/musl:1', own)
      {
        await using measurer = machine({ host, plan, cwd })
        expect(outcomesOf((await measurer.prepare(travelled)).facts)).toEqual(['present', 'present'])
      }
      expect(await docker(host, 'image', 'inspect', '--format', '{{.Id}}', id)).toBe(id)
    } finally {
      await docker(host, 'rmi', own)
      await docker(host, 'rmi', id).catch(() => {})
    }
  })

  it('may be of a platform that this machine is not', async () => {
    await using repository = await makeRepository({
      'Dockerfile.foreign': 'FROM scratch\nCOPY . /\nCMD ["/nothing"]\n',
    })
    await using images = await emptyFolder()
    const foreign = 'dockerfile: Dockerfile.foreign, platform: linux/arm64'
    const plan = planOf(config(foreign).replace('dockerfile: Dockerfile }', `${foreign} }`))
    const cwd = repository.folder
    {
      await using builder = machine({ host, plan, cwd })
      expect(sentOf((await builder.send(images.folder)).sent)).toEqual(['sent', 'sent'])
    }
    const { images: named } = JSON.parse(await readFile(join(images.folder, 'images.json'), 'utf8'))
    expect(named[0]).toMatchObject({ platform: expect.stringMatching(/^linux\/arm64/) })
    await using measurer = machine({ host, plan, cwd })
    const { facts } = await measurer.prepare(await readTravelled(images.folder, plan))
    expect(outcomesOf(facts)).toEqual(['loaded', 'loaded'])
  })
})

describe('sending images', () => {
  it('that is cancelled in the middle of one leaves no half of it', async () => {
    await using repository = await makeRepository(files)
    await using images = await emptyFolder()
    const plan = planOf(config())
    await using builder = machine({ host, plan, cwd: repository.folder })
    const cancel = new AbortController()
    const watch = fsWatch(images.folder, { recursive: true }, (_, name) => {
      if (name?.endsWith('.draft')) cancel.abort()
    })
    const { sent } = await builder.send(images.folder, cancel.signal).finally(() => watch.close())
    expect(sent).toMatchObject([{ failure: { reason: 'cancelled' } }, { failure: { reason: 'cancelled' } }])
    expect((await readTravelled(images.folder, plan)).images.size).toBe(0)
    expect(await readdir(join(images.folder, 'blobs', 'sha256'))).toEqual([])
  })

  it('into a folder that holds those of the same plan adds to them, and refuses one of another', async () => {
    await using repository = await makeRepository(files)
    await using images = await emptyFolder()
    const [api, web] = [planOf(config()), planOf(config().replace('api:', 'web:'))]
    for (const plan of [api, web, api]) {
      await using builder = machine({ host, plan, cwd: repository.folder })
      expect(sentOf((await builder.send(images.folder)).sent)).toEqual(['sent', 'sent'])
    }
    expect([...(await readTravelled(images.folder, api)).images.keys()].sort()).toEqual([
      'api/baseline@head',
      'api/candidate@head',
      'web/baseline@head',
      'web/candidate@head',
    ])
    const other = planOf(config(), { by: 'archive' }, 'sha256:other')
    await using builder = machine({ host, plan: other, cwd: repository.folder })
    await expect(builder.send(images.folder)).rejects.toThrow(/is of another plan/)
  })

  it.skipIf(process.getuid?.() !== 0 || process.platform !== 'linux')(
    'to a disk that fills up says where, and leaves nothing that looks whole',
    async () => {
      await using repository = await makeRepository({
        ...files,
        Dockerfile: `${healthy()}RUN head -c 3000000 /dev/urandom > /www/large\n`,
      })
      await using images = await emptyFolder()
      await run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', images.folder])
      try {
        const plan = planOf(config())
        await using builder = machine({ host, plan, cwd: repository.folder })
        const { sent } = await builder.send(images.folder)
        expect(sent[0]).toMatchObject({
          failure: { reason: 'disk-full', message: expect.stringContaining(images.folder) },
        })
        expect([...(await readTravelled(images.folder, plan)).images.keys()]).not.toContain(
          'api/baseline@head',
        )
        expect(
          (await readdir(join(images.folder, 'blobs', 'sha256'))).filter((name) => name.startsWith('.')),
        ).toEqual([])
      } finally {
        await run('umount', [images.folder])
      }
    },
  )
})

const pathOf = (folder: string, digest: string): string => join(folder, 'blobs', digest.replace(':', '/'))

const imageAway: TravellingImage = {
  ref: { service: 'api', role: 'baseline', revision: 'head' },
  configDigest: `sha256:${'a'.repeat(64)}`,
  diffIds: [],
  platform: 'linux/amd64',
  manifestDigest: `sha256:${'b'.repeat(64)}`,
}
