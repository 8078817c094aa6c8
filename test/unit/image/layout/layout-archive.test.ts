import { readFile, rm, truncate, writeFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { StreamFailure } from '../../../../src/core/domain/errors.js'
import { readImage } from '../../../../src/image/read-image.js'
import { streamOf, tarOf } from '../archives.js'
import { makeLayoutFolder } from './layouts.js'

const smallImage = async () => ({
  layers: [
    await tarOf([{ name: 'base', content: 'base '.repeat(100_000) }]),
    await tarOf([{ name: 'top', content: 'top' }]),
  ],
})

async function bytesOf(archive: Readable): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of archive) parts.push(part)
  return Buffer.concat(parts)
}

const manifestOf = async (path: string): Promise<{ layers: readonly { digest: string }[] }> =>
  JSON.parse(await readFile(path, 'utf8'))

describe('an image that is unpacked', () => {
  it('reads as the one that was packed, and holds nothing of the others in the layout', async () => {
    await using layout = await makeLayoutFolder()
    const image = await smallImage()
    await layout.pack({ layers: [await tarOf([{ name: 'other', content: 'other' }])] })
    const packed = await layout.pack(image)
    const bytes = await bytesOf(layout.unpack(packed))
    const read = await readImage(streamOf(bytes))
    expect(read).toMatchObject({
      outcome: 'read',
      image: { id: packed.configDigest, layers: packed.diffIds.map((diffId) => ({ diffId })) },
    })
    expect(bytes.toString('latin1').split('blobs/sha256/').length - 1).toBe(
      // Four members and, in the manifest.json, one config and two layers.
      4 + 3,
    )
  })

  it('names itself only after its last blob', async () => {
    await using layout = await makeLayoutFolder()
    const packed = await layout.pack(await smallImage())
    const text = (await bytesOf(layout.unpack(packed))).toString('latin1')
    const lastBlob = text.lastIndexOf('ustar', text.indexOf('oci-layout'))
    for (const name of ['index.json', 'manifest.json', 'container-migrate/api-candidate:1'])
      expect(text.indexOf(name)).toBeGreaterThan(lastBlob)
  })

  it('without layers is whole too', async () => {
    await using layout = await makeLayoutFolder()
    const packed = await layout.pack({ layers: [] })
    const read = await readImage(layout.unpack(packed))
    expect(read).toMatchObject({ outcome: 'read', image: { id: packed.configDigest, layers: [] } })
  })
})

describe('a layout that is not whole', () => {
  const damages: readonly [string, (path: string) => Promise<void>, RegExp][] = [
    ['with a wrong byte in a layer', wrongByte, /blob sha256:\w{64} is damaged: its content is sha256:/],
    ['with a layer cut off', (path) => truncate(path, 30), /is damaged: it has 30 bytes, its manifest says/],
    ['without a layer', (path) => rm(path), /blob sha256:\w{64} is not there/],
  ]
  it.each(damages)(
    '%s fails, says which blob and what to do, and names no image',
    async (_, damage, says) => {
      await using layout = await makeLayoutFolder()
      const packed = await layout.pack(await smallImage())
      const [layer] = (await manifestOf(layout.pathOf(packed.manifestDigest))).layers
      await damage(layout.pathOf(layer?.digest ?? ''))
      const sent: Buffer[] = []
      const failed = await (async () => {
        for await (const chunk of layout.unpack(packed)) sent.push(chunk)
      })().catch((error: unknown) => error)
      expect(failed).toBeInstanceOf(StreamFailure)
      expect((failed as StreamFailure).failure).toMatchObject({ reason: 'shard-lost' })
      expect((failed as Error).message).toMatch(says)
      expect((failed as Error).message).toMatch(/api candidate .*run build shard 1 again/)
      expect(Buffer.concat(sent).includes('manifest.json')).toBe(false)
    },
  )

  it('with another manifest or config than was sent fails as well', async () => {
    await using layout = await makeLayoutFolder()
    const [one, other] = [await layout.pack(await smallImage()), await layout.pack({ layers: [] })]
    for (const mixed of [
      { ...one, manifestDigest: other.manifestDigest },
      { ...one, configDigest: other.configDigest },
      { ...one, diffIds: other.diffIds },
    ])
      await expect(bytesOf(layout.unpack(mixed))).rejects.toThrow(StreamFailure)
    await wrongByte(layout.pathOf(one.manifestDigest))
    await expect(bytesOf(layout.unpack(one))).rejects.toThrow(/is damaged: its content is/)
  })
})

async function wrongByte(path: string): Promise<void> {
  const bytes = await readFile(path)
  bytes[20] = (bytes[20] ?? 0) ^ 1
  await writeFile(path, bytes)
}
