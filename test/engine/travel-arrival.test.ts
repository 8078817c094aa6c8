import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readTravelled } from '../../src/commands/read-travelled.js'
import { cleanUpRun } from '../../src/docker/clean-up.js'
import { connect } from '../../src/docker/connect.js'
import { extraEngine, mainEngine, whyUnavailable } from '../support/engines.js'
import { docker } from '../support/leftovers.js'
import { makeRepository } from '../support/repository.js'
import { healthy } from '../support/services.js'
import {
  emptyFolder,
  machine,
  outcomesOf,
  planOf,
  sentOf,
  travelConfig,
  travelFiles,
} from './travel-workshop.js'

let host = ''
beforeAll(async () => {
  host = await mainEngine()
})

describe('images that travelled', () => {
  it('are never made again where one is missing, damaged or cancelled', async () => {
    await using repository = await makeRepository(travelFiles)
    await using images = await emptyFolder()
    const plan = planOf(travelConfig())
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
      const plan = planOf(
        travelConfig(`image: "${own}"`).replace('dockerfile: Dockerfile', `image: "${own}"`),
      )
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
    const plan = planOf(travelConfig(foreign).replace('dockerfile: Dockerfile }', `${foreign} }`))
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

describe('an engine whose disk fills up', async () => {
  it.skipIf((await whyUnavailable('classic')) !== undefined)(
    'while it takes an image in says that it was the disk',
    async () => {
      await using repository = await makeRepository({
        ...travelFiles,
        Dockerfile: `${healthy()}RUN head -c 120000000 /dev/urandom > /www/large\n`,
      })
      await using images = await emptyFolder()
      const plan = planOf(travelConfig())
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

const pathOf = (folder: string, digest: string): string => join(folder, 'blobs', digest.replace(':', '/'))
