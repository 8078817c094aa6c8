import { Readable } from 'node:stream'
import * as zlib from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ReadImageOptions, readImage } from '../../../src/image/read-image.js'
import { gzipped, imageId, layouts, type Member, ociMembers, sha256, streamOf, tarOf } from './archives.js'
import { endOfTar, padded, rawHeader } from './headers.js'

const base = await tarOf([
  { name: 'etc/', type: 'directory' },
  { name: 'etc/passwd', content: 'root' },
  { name: 'bin/tool', content: Buffer.alloc(5000, 7) },
  { name: 'bin/again', type: 'link', linkname: 'bin/tool' },
  { name: 'bin/sh', type: 'symlink', linkname: 'tool' },
])
const top = await tarOf([
  { name: 'app/main.py', content: 'print(1)' },
  { name: 'etc/.wh.passwd', content: 'not a file' },
])
const image = { layers: [base, top] }

const read = async (members: readonly Member[], options?: ReadImageOptions) =>
  readImage(streamOf(await tarOf(members)), options)

describe.each(Object.entries(layouts))('reading an image from a %s archive', (_, membersOf) => {
  it('gives id, platform, and layers in order with the bytes of their files', async () => {
    expect(await read(membersOf(image))).toMatchObject({
      outcome: 'read',
      image: {
        id: imageId(image),
        platform: 'linux/amd64',
        unpackedBytes: 5012,
        pullEstimated: true,
        layers: [
          { diffId: `sha256:${sha256(base)}`, unpackedBytes: 5004, compressedEstimated: true },
          { diffId: `sha256:${sha256(top)}`, unpackedBytes: 8, compressedEstimated: true },
        ],
      },
    })
  })

  it('gives the same facts in whatever order the files come', async () => {
    const members = membersOf(image)
    const expected = await read(members)
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(members, { minLength: members.length }), async (shuffled) => {
        expect(await read(shuffled)).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })

  it('reads it through gzip, and from paths that begin with a dot', async () => {
    const dotted = membersOf(image).map((member) => ({ ...member, name: `./${member.name}` }))
    const stream = streamOf(zlib.gzipSync(await tarOf(dotted)), 999)
    expect(await readImage(stream)).toEqual(await read(membersOf(image)))
  })

  it('takes the exact size of layers that are stored compressed', async () => {
    const outcome = await read(membersOf({ ...image, store: gzipped }))
    const sizes = image.layers.map((layer) => zlib.gzipSync(layer).length)
    expect(outcome).toMatchObject({
      outcome: 'read',
      image: {
        unpackedBytes: 5012,
        pullBytes: (sizes[0] ?? 0) + (sizes[1] ?? 0),
        pullEstimated: false,
        layers: sizes.map((compressedBytes) => ({ compressedBytes, compressedEstimated: false })),
      },
    })
  })

  it('unpacks a layer as often as it is used, and pulls it once', async () => {
    const outcome = await read(membersOf({ layers: [base, top, base], store: gzipped }))
    expect(outcome).toMatchObject({
      image: {
        unpackedBytes: 2 * 5004 + 8,
        pullBytes: zlib.gzipSync(base).length + zlib.gzipSync(top).length,
        layers: [{ unpackedBytes: 5004 }, { unpackedBytes: 8 }, { unpackedBytes: 5004 }],
      },
    })
  })

  it('counts layers and bytes right whatever is in them', async () => {
    const file = fc.record({
      name: fc.stringMatching(/^[a-z]{1,9}$/),
      size: fc.integer({ min: 0, max: 4000 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(file, { maxLength: 6 }), { maxLength: 4 }),
        fc.boolean(),
        async (contents, compress) => {
          const layers = await Promise.all(
            contents.map((files) =>
              tarOf(files.map(({ name, size }) => ({ name, content: Buffer.alloc(size) }))),
            ),
          )
          const outcome = await read(membersOf({ layers, ...(compress ? { store: gzipped } : {}) }))
          const sums = contents.map((files) => files.reduce((sum, { size }) => sum + size, 0))
          expect(outcome).toMatchObject({
            outcome: 'read',
            image: {
              unpackedBytes: sums.reduce((sum, bytes) => sum + bytes, 0),
              layers: sums.map((unpackedBytes) => ({ unpackedBytes })),
            },
          })
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is an unreadable archive wherever it is cut off', async () => {
    const members = membersOf(image)
    const archive = await tarOf(members)
    const needed = lastNeededByte(archive)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: needed - 1 }), async (length) => {
        const outcome = await readImage(streamOf(archive.subarray(0, length)))
        expect(outcome).toMatchObject({ outcome: 'unreadable', failure: { reason: 'archive-unreadable' } })
      }),
      { numRuns: 100 },
    )
    expect(await readImage(streamOf(archive.subarray(0, needed)))).toMatchObject({ outcome: 'read' })
  })

  it('notices a layer whose content is not what the config says', async () => {
    const outcome = await read(membersOf({ layers: [base], diffIds: [`sha256:${sha256(top)}`] }))
    expect(outcome).toMatchObject({
      outcome: 'unreadable',
      failure: {
        reason: 'archive-unreadable',
        message: expect.stringContaining(`is sha256:${sha256(base)}, its config says sha256:${sha256(top)}`),
      },
    })
  })

  it('says which layer is missing', async () => {
    const members = membersOf(image)
    const without = members.filter(({ content }) => !Buffer.isBuffer(content) || !content.equals(top))
    expect(without).toHaveLength(members.length - 1)
    expect(await read(without)).toMatchObject({
      failure: {
        reason: 'image-unreadable',
        message: expect.stringMatching(/its layer \S+ is not in the archive/),
      },
    })
  })

  it('says that the config is missing', async () => {
    const without = membersOf(image).filter(({ content }) => !String(content).includes('diff_ids'))
    expect(await read(without)).toMatchObject({
      failure: { reason: 'image-unreadable', message: expect.stringMatching(/its config \S+ is not there/) },
    })
  })

  it('is an unreadable archive where a compressed layer is cut short', async () => {
    const outcome = await read(
      membersOf({ ...image, store: (layer) => zlib.gzipSync(layer).subarray(0, -9) }),
    )
    expect(outcome).toMatchObject({
      failure: { reason: 'archive-unreadable', message: expect.stringContaining('unexpected end of file') },
    })
  })

  it('is an unreadable archive where a layer is a damaged tar', async () => {
    const damaged = Buffer.from(base)
    damaged[512 + 2] = 0x58
    expect(await read(membersOf({ layers: [damaged] }))).toMatchObject({
      failure: {
        reason: 'archive-unreadable',
        message: expect.stringContaining('no valid tar header at byte 512'),
      },
    })
  })

  it('does not mind damage in files that the image does not need', async () => {
    const stray = { name: 'stray', content: zlib.gzipSync(base).subarray(0, 40) }
    expect(await read([stray, ...membersOf(image)])).toMatchObject({ outcome: 'read' })
  })
})

/** Cutting later than this takes away nothing but the end mark and files that no reader needs. */
function lastNeededByte(archive: Buffer): number {
  const index = archive.indexOf('"manifests":')
  return archive.indexOf(0, index === -1 ? archive.indexOf('"Layers":') : index)
}

describe('reading an image', () => {
  it.each([
    ['nothing at all', Buffer.alloc(0), 'it is empty'],
    ['a web page', Buffer.from(`<!doctype html>${' '.repeat(2000)}`), 'does not begin with a tar header'],
    ['a few bytes', Buffer.from('hello'), 'it is cut off'],
    ['a gzip of something else', zlib.gzipSync(Buffer.alloc(5000, 'x')), 'does not begin with a tar header'],
    ['a gzip that is cut off', zlib.gzipSync(base).subarray(0, 50), 'unexpected end of file'],
    [
      'an xz',
      Buffer.from('fd377a585a000004e6d6b446', 'hex'),
      'it is compressed with xz, which is not read here',
    ],
    ['a bzip2', Buffer.from('BZh91AY&SY and so on'), 'it is compressed with bzip2'],
    ['a tar of other things', base, 'neither a docker nor an OCI archive'],
  ])('calls %s no archive', async (_, bytes, message) => {
    expect(await readImage(streamOf(bytes))).toEqual({
      outcome: 'unreadable',
      failure: { reason: 'archive-unreadable', message: expect.stringContaining(message) },
    })
  })

  it('calls a member whose header promises more than there is cut off', async () => {
    const archive = await tarOf(ociMembers(image))
    const lying = rawHeader({ name: 'blobs/sha256/0', size: 5_000_000 })
    const bytes = Buffer.concat([
      archive.subarray(0, archive.length - 1024),
      lying,
      padded('little'),
      endOfTar,
    ])
    expect(await readImage(streamOf(bytes))).toMatchObject({
      failure: { reason: 'archive-unreadable', message: expect.stringContaining('it is cut off') },
    })
  })

  it('notices a manifest that was changed after it was named', async () => {
    const members = ociMembers(image).map((member) =>
      String(member.content).includes('diff_ids')
        ? { ...member, content: String(member.content).replace('amd64', 'arm64') }
        : member,
    )
    expect(await read(members)).toMatchObject({
      failure: {
        reason: 'archive-unreadable',
        message: expect.stringMatching(/content of blobs\/sha256\/\w+ is sha256/),
      },
    })
  })

  it('notices a layer of another size than its manifest says', async () => {
    const zeros = Buffer.alloc(600)
    const members = ociMembers({ ...image, store: gzipped }).map((member) =>
      Buffer.isBuffer(member.content) && member.content.equals(gzipped(top))
        ? { ...member, content: Buffer.concat([member.content, zeros]) }
        : member,
    )
    expect(await read(members)).toMatchObject({
      failure: { reason: 'archive-unreadable', message: expect.stringContaining('its manifest says') },
    })
  })

  it('passes over JSON too large for a manifest, and refuses manifests too large together', async () => {
    const large = {
      name: 'sbom',
      content: Buffer.from(`{"config":{},"pad":"${'x'.repeat(9 * 1024 * 1024)}"}`),
    }
    expect(await read([large, ...ociMembers(image)])).toMatchObject({ outcome: 'read' })
    const pad = 'x'.repeat(7 * 1024 * 1024)
    const many = Array.from({ length: 10 }, (_, at) => ({
      name: `index-${at}`,
      content: JSON.stringify({ manifests: [], pad }),
    }))
    expect(await read([...many, ...ociMembers(image)])).toMatchObject({
      failure: { message: expect.stringContaining('larger than 64 MiB together') },
    })
  })

  it('refuses an archive of endless files', async () => {
    function* headers(): Generator<Buffer> {
      for (let at = 0; at <= 50_000; at++) yield rawHeader({ name: `link-${at}`, flag: '2', linkName: 'x' })
    }
    expect(await readImage(Readable.from(headers()))).toMatchObject({
      failure: { reason: 'archive-unreadable', message: expect.stringContaining('more than 50000 files') },
    })
  })

  it.runIf(typeof zlib.zstdCompressSync === 'function')('reads layers that are stored as zstd', async () => {
    const outcome = await read(ociMembers({ ...image, store: (layer) => zlib.zstdCompressSync(layer) }))
    expect(outcome).toMatchObject({
      outcome: 'read',
      image: { id: imageId(image), unpackedBytes: 5012, pullEstimated: false },
    })
  })

  it('is cancelled by its signal, before and while it reads', async () => {
    const archive = await tarOf(ociMembers(image))
    const cancelled = { outcome: 'unreadable', failure: { reason: 'cancelled' } }
    expect(await readImage(streamOf(archive), { signal: AbortSignal.abort() })).toMatchObject(cancelled)

    const controller = new AbortController()
    let reads = 0
    const endless = new Readable({
      read() {
        reads += 1
        if (reads === 1) this.push(archive.subarray(0, 700))
        else controller.abort()
      },
    })
    expect(await readImage(endless, { signal: controller.signal })).toMatchObject(cancelled)
    expect(endless.destroyed).toBe(true)
  })

  it('is an unreadable archive where its source fails, with the reason', async () => {
    const failing = Readable.from(
      (async function* () {
        yield base.subarray(0, 600)
        throw new Error('connection reset')
      })(),
    )
    expect(await readImage(failing)).toMatchObject({
      failure: { reason: 'archive-unreadable', message: expect.stringContaining('connection reset') },
    })
  })

  it('leaves no stream open after a failure in the middle', async () => {
    const stream = streamOf(Buffer.alloc(1_000_000, 'x'), 1000)
    await readImage(stream)
    expect(stream.destroyed).toBe(true)
  })
})

describe('a config that says nothing of its layers', () => {
  const config = JSON.stringify({ os: 'linux', architecture: 'amd64', config: { Env: ['A=1'] } })
  const archive = (layers: readonly string[]): readonly Member[] => [
    { name: 'config.json', content: config },
    { name: 'one.tar', content: base },
    { name: 'manifest.json', content: JSON.stringify([{ Config: 'config.json', Layers: layers }]) },
  ]

  it('is enough for an image without any', async () => {
    expect(await read(archive([]))).toMatchObject({
      outcome: 'read',
      image: { layers: [], unpackedBytes: 0 },
    })
  })

  it('is told where there are some', async () => {
    expect(await read(archive(['one.tar']))).toMatchObject({
      failure: {
        reason: 'image-unreadable',
        message: expect.stringContaining('its config has 0 layers, its manifest 1'),
      },
    })
  })
})
