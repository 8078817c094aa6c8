import { Readable } from 'node:stream'
import * as zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { keptFilesProbe } from '../../../src/image/capture/kept-files.js'
import { inspectImage } from '../../../src/image/inspect-image.js'
import { type ReadImageOptions, readImage } from '../../../src/image/read-image.js'
import { stackLayers } from '../../../src/image/view/stack-layers.js'
import { gzipped, ociMembers, streamOf, tarOf } from './archives.js'
import { quickTar } from './fuzz/seeds.js'
import { endOfTar, paxHeader, rawHeader } from './headers.js'

const read = async (layers: readonly Buffer[], options: ReadImageOptions, store = (layer: Buffer) => layer) =>
  readImage(streamOf(await tarOf(ociMembers({ layers, store }))), { pullSize: 'roughly', ...options })

const refused = (message: string) => ({
  outcome: 'unreadable',
  failure: { reason: 'image-unreadable', message: expect.stringContaining(message) },
})

const zeros = quickTar([{ name: 'zeros', content: Buffer.alloc(8 * 1024 * 1024) }])
const noise = quickTar([
  {
    name: 'noise',
    content: Buffer.from(Array.from({ length: 200_000 }, (_, at) => Math.imul(at, 2654435761) >>> 24)),
  },
])
const tight = { limits: { freeBytes: 1024 * 1024, mostTimes: 100 } }
const bomb = 'it unpacks to more than 100 times what it takes'

describe('what an image may take', () => {
  it('stops at a layer that unpacks to far more than it takes, whatever packed it', async () => {
    expect(await read([zeros], tight, gzipped)).toMatchObject(refused(bomb))
    if (typeof zlib.zstdCompressSync === 'function')
      expect(await read([zeros], tight, (layer) => zlib.zstdCompressSync(layer))).toMatchObject(refused(bomb))
  })

  it('stops at a whole archive that does, and at layers that do only together', async () => {
    const archive = zlib.gzipSync(await tarOf(ociMembers({ layers: [zeros] })))
    expect(await readImage(streamOf(archive), { pullSize: 'roughly', ...tight })).toMatchObject(refused(bomb))
    const some = [1, 2, 3].map((name) => quickTar([{ name: String(name), content: Buffer.alloc(400_000) }]))
    expect(await read(some.slice(0, 2), tight, gzipped)).toMatchObject({ outcome: 'read' })
    expect(await read(some, tight, gzipped)).toMatchObject(refused(bomb))
  })

  it('reads what unpacks far and is small, and what is large and unpacks little', async () => {
    expect(await read([zeros], {}, gzipped)).toMatchObject({ outcome: 'read' })
    const limits = { freeBytes: 1000, mostTimes: 100 }
    expect(await read([noise], { limits }, gzipped)).toMatchObject({ outcome: 'read' })
  })

  it('stops at more entries than an image has, counted over all layers', async () => {
    const layer = (prefix: string) =>
      quickTar(Array.from({ length: 60 }, (_, at) => ({ name: `${prefix}${at}` })))
    const limits = { mostEntries: 100 }
    expect(await read([layer('a')], { limits })).toMatchObject({ outcome: 'read' })
    expect(await read([layer('a'), layer('b')], { limits })).toMatchObject(
      refused('its layers have more than 100 entries'),
    )
  })

  it('stops at names that are long together', async () => {
    const layer = quickTar(Array.from({ length: 30 }, (_, at) => ({ name: `${'n'.repeat(90)}${at}` })))
    expect(await read([layer], { limits: { mostNameLength: 2000 } })).toMatchObject(
      refused('the names in its layers are longer than 2000 together'),
    )
  })

  it.each(['path', 'linkpath'])('calls a layer damaged whose %s no engine could unpack', async (key) => {
    const layer = Buffer.concat([
      paxHeader({ [key]: 'd/'.repeat(3000) }),
      rawHeader({ name: 'x', flag: '2' }),
      endOfTar,
    ])
    expect(await read([layer], {})).toMatchObject({
      failure: {
        reason: 'archive-unreadable',
        message: expect.stringContaining('more than 4096 characters'),
      },
    })
  })

  it('keeps no more of files than its limit, and calls the others too large', async () => {
    const one = { name: 'etc/passwd', content: 'x'.repeat(600) }
    const layer = quickTar([one, { ...one, name: 'etc/group' }])
    const outcome = await read([layer], { probes: [keptFilesProbe], limits: { mostKept: 1000 } })
    if (outcome.outcome !== 'read') throw new Error(outcome.failure.message)
    expect(outcome.contents.layers[0]?.entries.map(({ captured }) => captured)).toEqual([
      { text: one.content },
      { tooLarge: true },
    ])
  })

  it('gives up on symlinks made to be followed for ever, and on folders without end', async () => {
    const link = (path: string, to: string) => ({ ...entry(path), kind: 'symlink' as const, link: to })
    // Each of them leads twice through the one before: two to the fortieth steps.
    const circles = Array.from({ length: 40 }, (_, at) =>
      link(`l${at + 1}`, at === 0 ? '.' : `l${at}/${'./'.repeat(1500)}l${at}`),
    )
    const view = stackLayers([{ diffId: '', entries: circles }])
    expect(view.resolve('l40')).toBeUndefined()
    const deep = Array.from({ length: 2000 }, () => 'd').join('/')
    const entries = Array.from({ length: 600 }, (_, at) => entry(`${at}/${deep}`))
    expect(() => stackLayers([{ diffId: '', entries }])).toThrow('leave out more than 1000000 folders')
    const far = [entry(`${deep}/x`), link('one', deep), entry(`one/${deep}/x`)]
    expect(() => stackLayers([{ diffId: '', entries: far }])).toThrow('a path of more than 4096 characters')
  })

  it('says of such an image how large it is, and that what is in it cannot be told', async () => {
    const deep = Array.from({ length: 2000 }, () => 'd').join('/')
    const parts = [deep, 'one', `one/${deep}`].map((path, at) =>
      Buffer.concat([
        paxHeader({ path, linkpath: deep }),
        rawHeader({ name: 'x', flag: at === 1 ? '2' : '5' }),
      ]),
    )
    const archive = await tarOf(ociMembers({ layers: [Buffer.concat([...parts, endOfTar])] }))
    expect(await inspectImage(Readable.from([archive]), {})).toMatchObject({
      ...refused('a path of more than 4096 characters'),
      outcome: 'sized',
    })
  })
})

const entry = (path: string) => ({ path, kind: 'file' as const, mode: 0o644, uid: 0, gid: 0, sizeBytes: 1 })
