import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openImageFile } from '../../../src/files/open-image-file.js'
import { allProbes } from '../../../src/image/capture/probes.js'
import { type ReadImageOptions, readImage } from '../../../src/image/read-image.js'
import { configOf, content, sha256, streamOf, tarOf } from './archives.js'

const MiB = 1024 * 1024
let folder: string
let bytes: Buffer

beforeAll(async () => {
  bytes = await archive()
  folder = await mkdtemp(join(tmpdir(), 'container-migrate-read-file-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function archive(): Promise<Buffer> {
  const layers = [
    await tarOf([
      { name: 'large', content: content(5 * MiB + 77, 'a') },
      { name: 'etc/os-release', content: 'ID=debian\n' },
      { name: 'empty', content: '' },
      { name: 'bin/run', content: `#!/bin/sh\n${'x'.repeat(70_000)}` },
      { name: 'last', content: content(3 * MiB, 'b') },
    ]),
    await tarOf([{ name: 'etc/passwd', content: 'root:x:0:0::/:/bin/sh\n' }]),
  ]
  const paths = layers.map((_, at) => `${at}/layer.tar`)
  return tarOf([
    ...layers.map((layer, at) => ({ name: `${at}/layer.tar`, content: layer })),
    { name: 'config.json', content: configOf({ layers }) },
    { name: 'manifest.json', content: JSON.stringify([{ Config: 'config.json', Layers: paths }]) },
  ])
}

const everything: ReadImageOptions = { pullSize: 'roughly', probes: allProbes, contentHashes: true }

async function readFile(bytes: Buffer, options: ReadImageOptions = everything) {
  const path = join(folder, `${sha256(bytes)}.tar`)
  await writeFile(path, bytes)
  const file = await openImageFile(path)
  if (file.outcome !== 'opened') throw new Error('the file is not there')
  return readImage(file.bytes, options)
}

describe('an archive in a file', () => {
  it('gives by seeking what it gives as a stream, down to every capture and digest', async () => {
    const sought = await readFile(bytes)
    expect(sought.outcome).toBe('read')
    for (const chunkBytes of [1000, 64 * 1024, 3 * MiB])
      expect(sought).toEqual(await readImage(streamOf(bytes, chunkBytes), everything))
  })

  it('gives the same pull size by seeking where every layer is deflated', async () => {
    const deflated = { ...everything, pullSize: 'deflated' as const }
    expect(await readFile(bytes, deflated)).toEqual(await readImage(streamOf(bytes), deflated))
  })

  it('gives the same where it is compressed as a whole', async () => {
    expect(await readFile(gzipSync(bytes))).toEqual(await readFile(bytes))
  })

  it('digests every file by its own bytes', async () => {
    const read = await readFile(bytes)
    if (read.outcome !== 'read') throw new Error(read.failure.message)
    const digestOf = (path: string) =>
      read.contents.layers.flatMap(({ entries, fileDigests }) => {
        const { digest } = entries.find((entry) => entry.path === path) ?? {}
        if (digest === undefined || fileDigests === undefined) return []
        return [Buffer.from(fileDigests.subarray(32 * digest, 32 * digest + 32)).toString('hex')]
      })[0]
    expect(digestOf('large')).toBe(sha256(content(5 * MiB + 77, 'a')))
    expect(digestOf('last')).toBe(sha256(content(3 * MiB, 'b')))
    expect(digestOf('etc/passwd')).toBe(sha256(Buffer.from('root:x:0:0::/:/bin/sh\n')))
    expect(digestOf('empty')).toBeUndefined()
  })

  it('is told as cut off wherever it stops, in the words of a stream', async () => {
    for (const end of [300, 700, 100_000, 5 * MiB, 8 * MiB + 77_777, bytes.length - 4000]) {
      const cut = bytes.subarray(0, end)
      const sought = await readFile(cut)
      expect(sought).toMatchObject({ outcome: 'unreadable', failure: { reason: 'archive-unreadable' } })
      expect(sought).toEqual(await readImage(streamOf(cut), everything))
    }
  })

  it('is refused where a byte of a file that nobody looks into is not what the config promises', async () => {
    const spoilt = Buffer.from(bytes)
    spoilt[4 * MiB] = (spoilt[4 * MiB] ?? 0) ^ 1
    expect(await readFile(spoilt)).toMatchObject({
      failure: { message: expect.stringContaining('its config says') },
    })
  })

  it('is closed, whatever came of it', async () => {
    const path = join(folder, 'closed.tar')
    for (const written of [bytes, Buffer.from('no tar'), Buffer.alloc(0)]) {
      await writeFile(path, written)
      const opened = await openImageFile(path)
      if (opened.outcome !== 'opened' || !('descriptor' in opened.bytes))
        throw new Error('it was not opened as a file')
      const file = opened.bytes
      await readImage(file, everything)
      expect(() => file.read(Buffer.alloc(1), 0)).toThrow()
    }
  })

  it('is cancelled by its signal', async () => {
    expect(await readFile(bytes, { ...everything, signal: AbortSignal.abort() })).toMatchObject({
      failure: { reason: 'cancelled' },
    })
  })
})

describe('the pull size from samples', () => {
  it('comes near what deflating everything gives, and says how near', async () => {
    const sampled = await readFile(bytes)
    const deflated = await readImage(Readable.from([bytes]), {})
    if (sampled.outcome !== 'read' || deflated.outcome !== 'read') throw new Error('unreadable')
    expect(Math.abs(sampled.image.pullBytes / deflated.image.pullBytes - 1)).toBeLessThan(0.05)
    expect(sampled.image.pullEstimated).toBe(true)
  })
})
