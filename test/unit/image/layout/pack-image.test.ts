import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openBlobWriter } from '../../../../src/files/blob-folder.js'
import {
  cut,
  gzipped,
  imageId,
  layouts,
  makeLayout,
  newDockerMembers,
  sha256,
  streamOf,
  type TestImage,
  tarOf,
} from '../archives.js'
import { makeLayoutFolder } from './layouts.js'

const layerOf = (name: string, bytes = 3_000_000) =>
  tarOf([{ name, content: Buffer.alloc(bytes, `${name} and some more `) }])

const diffIdsOf = ({ layers }: TestImage) => layers.map((layer) => `sha256:${sha256(layer)}`)

describe('an image that is packed', () => {
  it.each(Object.keys(layouts) as (keyof typeof layouts)[])(
    'from an archive of the form %s is the same image, its layers compressed to the same bytes',
    async (form) => {
      await using layout = await makeLayoutFolder()
      const image: TestImage = { layers: [await layerOf('base'), await layerOf('top', 10)] }
      const packed = await layout.pack(image, form)
      expect(packed).toMatchObject({
        configDigest: imageId(image),
        diffIds: diffIdsOf(image),
        platform: 'linux/amd64',
      })
      const manifest = JSON.parse(await readFile(layout.pathOf(packed.manifestDigest), 'utf8'))
      const layers = await Promise.all(
        manifest.layers.map(({ digest }: { digest: string }) => readFile(layout.pathOf(digest))),
      )
      expect(layers.map((bytes: Buffer) => `sha256:${sha256(gunzipSync(bytes))}`)).toEqual(packed.diffIds)
      expect(manifest.layers.map(({ size }: { size: number }) => size)).toEqual(
        layers.map(({ length }: Buffer) => length),
      )
      // The config, the manifest, two layers: and nothing of what else lay in the archive.
      expect(await layout.blobs()).toHaveLength(4)
      await using other = await makeLayoutFolder()
      expect((await other.pack(image)).manifestDigest).toBe(packed.manifestDigest)
    },
  )

  it('has every blob named by its own digest', async () => {
    await using layout = await makeLayoutFolder()
    await layout.pack({ layers: [await layerOf('base')] })
    for (const name of await layout.blobs())
      expect(sha256(await readFile(layout.pathOf(`sha256:${name}`)))).toBe(name)
  })

  it('shares the layers of those before it, whatever the form of their archives', async () => {
    await using layout = await makeLayoutFolder()
    const base = await layerOf('base')
    await layout.pack({ layers: [base, await layerOf('api')] })
    await layout.pack({ layers: [base, await layerOf('web')] })
    await layout.pack({ layers: [base, await layerOf('old')] }, 'old docker')
    // Three configs, three manifests, four layers.
    expect(await layout.blobs()).toHaveLength(10)
  })

  it('keeps layers as they are that come compressed, and adds nothing where all of it is there', async () => {
    await using layout = await makeLayoutFolder()
    const image: TestImage = { layers: [await layerOf('base')], store: gzipped }
    const packed = await layout.pack(image)
    const [layer = Buffer.alloc(0)] = image.layers
    const kept = await readFile(layout.pathOf(`sha256:${sha256(gzipped(layer))}`))
    expect(kept.equals(gzipped(layer))).toBe(true)
    const before = await layout.blobs()
    expect(await layout.pack(image)).toEqual(packed)
    expect(await layout.blobs()).toEqual(before)
  })

  it('may have no layers at all, or the same one twice', async () => {
    await using layout = await makeLayoutFolder()
    expect((await layout.pack({ layers: [] })).diffIds).toEqual([])
    expect(await layout.blobs()).toHaveLength(2)
    const layer = await layerOf('twice')
    expect((await layout.pack({ layers: [layer, layer] })).diffIds).toHaveLength(2)
    expect(await layout.blobs()).toHaveLength(5)
  })

  it('is the one of the platform that was read before, and leaves nothing of the others', async () => {
    await using layout = await makeLayoutFolder()
    const own: TestImage = { layers: [await layerOf('own')] }
    const foreign: TestImage = {
      layers: [await layerOf('foreign')],
      platform: { os: 'linux', architecture: 'riscv64' },
    }
    const written = makeLayout()
    const archive = await tarOf(
      written.members([written.image(own), written.image(foreign), written.attestation()]),
    )
    const blobs = await openBlobWriter(layout.folder)
    const { packImage } = await import('../../../../src/image/layout/pack-image.js')
    const packed = await packImage(streamOf(archive), {
      blobs,
      known: new Map(),
      defaultPlatform: 'linux/riscv64',
      signal: new AbortController().signal,
    })
    expect(packed).toMatchObject({
      outcome: 'packed',
      image: { configDigest: imageId(foreign), platform: 'linux/riscv64' },
    })
    expect(await layout.blobs()).toHaveLength(3)
  })
})

describe('an archive that is not whole', () => {
  it.each([
    ['cut off in a layer', (bytes: Buffer) => bytes.subarray(0, 2_000_000)],
    ['with a wrong byte in a layer', (bytes: Buffer) => flipped(bytes, 1_000_000)],
    ['without its end', (bytes: Buffer) => bytes.subarray(0, bytes.lastIndexOf('blobs/sha256') - 1000)],
    ['empty', () => Buffer.alloc(0)],
  ])('%s leaves no blob', async (_, damage) => {
    await using layout = await makeLayoutFolder()
    const bytes = await tarOf(newDockerMembers({ layers: [await layerOf('base')] }))
    expect(await layout.packStream(streamOf(damage(bytes)))).toMatchObject({ outcome: 'unreadable' })
    expect(await layout.blobs()).toEqual([])
  })

  it('because somebody cancelled leaves no blob either', async () => {
    await using layout = await makeLayoutFolder()
    const cancel = new AbortController()
    const bytes = await tarOf(newDockerMembers({ layers: [await layerOf('base')] }))
    const stream = Readable.from(
      (async function* () {
        for (const [at, chunk] of cut(bytes, 64 * 1024).entries()) {
          if (at === 20) cancel.abort()
          yield chunk
        }
      })(),
    )
    expect(await layout.packStream(stream, cancel.signal)).toMatchObject({
      outcome: 'unreadable',
      failure: { reason: 'cancelled' },
    })
    expect(await layout.blobs()).toEqual([])
  })

  it('of somebody who was killed is swept by the next one', async () => {
    await using layout = await makeLayoutFolder()
    await writeFile(join(layout.folder, 'blobs', 'sha256', '.half.draft'), 'half')
    await openBlobWriter(layout.folder)
    expect(await layout.blobs()).toEqual([])
  })
})

function flipped(bytes: Buffer, at: number): Buffer {
  const damaged = Buffer.from(bytes)
  damaged[at] = (damaged[at] ?? 0) ^ 1
  return damaged
}
