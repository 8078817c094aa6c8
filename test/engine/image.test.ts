import { execFile, spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureBases } from '../../scripts/bases/ensure.mjs'
import type { ImageFact } from '../../src/core/domain/facts.js'
import { readImage } from '../../src/image/read-image.js'
import { extraEngine, mainEngine, whyUnavailable } from '../support/engines.js'

const run = promisify(execFile)

const name = `container-migrate-test-image-${process.pid}`
const label = `container-migrate.test=${name}`
const bases = ['local/musl:1', 'local/debian:bookworm'] as const

let host: string
let folder: string

beforeAll(async () => {
  host = await mainEngine()
  await ensureBases({ host, only: bases })
  folder = await mkdtemp(join(tmpdir(), 'container-migrate-image-'))
})

afterAll(async () => {
  const images = await docker(['image', 'ls', '--quiet', '--all', '--filter', `label=${label}`])
  const ids = [...new Set(images.split('\n').filter(Boolean))]
  if (ids.length > 0) await docker(['image', 'rm', '--force', ...ids])
  await rm(folder, { recursive: true, force: true })
})

const environment = (engine = host) => ({ ...process.env, DOCKER_HOST: engine })

async function docker(args: readonly string[], engine = host): Promise<string> {
  const { stdout } = await run('docker', [...args], { env: environment(engine) })
  return stdout.trim()
}

/** The words after the script are its `$1` and on. */
async function shell(script: string, ...words: readonly string[]): Promise<string> {
  const { stdout } = await run('sh', ['-c', script, 'sh', ...words], { env: environment(), maxBuffer: 1e8 })
  return stdout
}

async function readSaved(image: string, engine = host): Promise<ImageFact> {
  const saving = spawn('docker', ['save', image], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment(engine),
  })
  return factOf(saving.stdout)
}

async function factOf(archive: Readable): Promise<ImageFact> {
  const outcome = await readImage(archive)
  if (outcome.outcome !== 'read') throw new Error(outcome.failure.message)
  return outcome.image
}

/** Builds from files of known size; `lines` come after FROM. */
async function build(tag: string, from: string, lines: readonly string[], files: Record<string, number>) {
  const context = join(folder, tag)
  await mkdir(context)
  await writeFile(join(context, 'Dockerfile'), [`FROM ${from}`, ...lines, ''].join('\n'))
  for (const [file, sizeBytes] of Object.entries(files)) {
    await writeFile(join(context, file), Buffer.alloc(sizeBytes, file))
  }
  const image = `${name}:${tag}`
  await docker(['build', '--quiet', '--label', label, '--tag', image, context])
  return image
}

const unpacked = (image: ImageFact): number[] => image.layers.map((layer) => layer.unpackedBytes)

/** What another tar reader finds: bytes by path, of regular files only. */
function bytesByPath(listing: string): Map<string, number> {
  return new Map(
    listing.split('\n').flatMap((line): [string, number][] => {
      const found = /^-\S+\s+\S+\s+(\d+)\s+\S+\s+\S+\s+(?:\.\/)?(.*)$/.exec(line)
      return found ? [[found[2] ?? '', Number(found[1])]] : []
    }),
  )
}

async function layerFiles(image: string): Promise<Map<string, number>> {
  const manifest = JSON.parse(await shell('docker save "$1" | tar -xOf - manifest.json', image))
  const extract = 'docker save "$1" | tar -xOf - "$2" | tar -tvf - --numeric-owner'
  return bytesByPath(await shell(extract, image, manifest[0].Layers[0]))
}

const sum = (sizes: Iterable<number>): number => [...sizes].reduce((total, bytes) => total + bytes, 0)

describe('an image read from the engine', () => {
  it('has the bytes of the files that each step added', async () => {
    const lines = ['COPY one /one', 'COPY two three /more/', 'COPY four /four', 'ENV A=b']
    const image = await build('scratch', 'scratch', lines, { one: 100_003, two: 7, three: 5_000, four: 0 })
    const fact = await readSaved(image)
    expect(unpacked(fact)).toEqual([100_003, 5_007, 0])
    expect(fact.unpackedBytes).toBe(105_010)
    expect(fact.id).toBe(await docker(['image', 'inspect', '--format', '{{.Id}}', image]))
    const diffIds = JSON.parse(
      await docker(['image', 'inspect', '--format', '{{json .RootFS.Layers}}', image]),
    )
    expect(fact.layers.map((layer) => layer.diffId)).toEqual(diffIds)
    expect(fact.platform).toBe(
      await docker(['image', 'inspect', '--format', '{{.Os}}/{{.Architecture}}', image]),
    )
  })

  it('counts no bytes for links and for what a step removed', async () => {
    const lines = ['COPY one /one', 'RUN ln -s /one /soft', 'RUN rm /one', 'RUN echo 1234567 >/a && ln /a /b']
    const image = await build('steps', 'local/musl:1', lines, { one: 9_001 })
    expect(unpacked(await readSaved(image)).slice(1)).toEqual([9_001, 0, 0, 8])
  })

  it.each(bases)('has the bytes that a container made of %s exports', async (image) => {
    const fact = await readSaved(image)
    expect(fact.layers).toHaveLength(1)
    const container = await docker(['create', '--label', label, image, 'nothing'])
    try {
      const exported = bytesByPath(await shell('docker export "$1" | tar -tvf - --numeric-owner', container))
      // The engine lays empty files of its own over these.
      const covered = ['etc/hostname', 'etc/hosts', 'etc/resolv.conf', 'dev/console', '.dockerenv']
      for (const path of covered) exported.delete(path)
      const inLayer = await layerFiles(image)
      const coveredBytes = sum(covered.map((path) => inLayer.get(path) ?? 0))
      expect(fact.unpackedBytes).toBe(sum(exported.values()) + coveredBytes)
      expect(fact.unpackedBytes).toBe(sum(inLayer.values()))
    } finally {
      await docker(['rm', container])
    }
  })

  it.for(['classic-20.10', 'containerd-store'] as const)(
    'is the same from a %s engine',
    async (flavour, { skip }) => {
      const why = await whyUnavailable(flavour)
      skip(why !== undefined, why)
      await using other = await extraEngine(flavour)
      const lines = ['COPY one /one', 'COPY one /one', 'COPY two /two']
      const image = await build(`for-${flavour}`, 'local/debian:bookworm', lines, { one: 4_444, two: 1 })
      await shell('docker save "$1" | docker --host "$2" load', image, other.host)
      const here = await readSaved(image)
      expect(await readSaved(image, other.host)).toMatchObject({
        id: here.id,
        platform: here.platform,
        unpackedBytes: here.unpackedBytes,
        layers: here.layers.map(({ diffId, unpackedBytes }) => ({ diffId, unpackedBytes })),
      })
    },
  )
})

const hasSkopeo = await run('skopeo', ['--version']).then(
  () => true,
  () => false,
)

describe.runIf(hasSkopeo)('an image copied into an OCI archive', () => {
  it('has the same layers, with the pull size as the copier compressed them', async () => {
    const docked = join(folder, 'docker.tar')
    const oci = join(folder, 'oci.tar')
    const image = await build('copied', 'local/debian:bookworm', ['COPY one /one'], { one: 77_777 })
    await docker(['save', '--output', docked, image])
    await run('skopeo', ['copy', '--insecure-policy', `docker-archive:${docked}`, `oci-archive:${oci}`])
    const before = await factOf(createReadStream(docked))
    const after = await factOf(createReadStream(oci))
    expect(after.platform).toBe(before.platform)
    expect(after.unpackedBytes).toBe(before.unpackedBytes)
    expect(after.layers.map(({ diffId, unpackedBytes }) => ({ diffId, unpackedBytes }))).toEqual(
      before.layers.map(({ diffId, unpackedBytes }) => ({ diffId, unpackedBytes })),
    )
    expect([before.pullEstimated, after.pullEstimated]).toEqual([true, false])
    expect(Math.abs(before.pullBytes / after.pullBytes - 1)).toBeLessThan(0.1)
  })
})
