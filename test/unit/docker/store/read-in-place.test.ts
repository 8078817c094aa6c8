import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allProbes } from '../../../../src/image/capture/probes.js'
import { type ReadImageOptions, readImage } from '../../../../src/image/read-image.js'
import { content, ociMembers, sha256, streamOf, type TestImage, tarOf } from '../../image/archives.js'
import { type MadeStore, makeStore } from './made-store.js'

const MiB = 1024 * 1024
let folder: string
let image: TestImage
let made = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'container-migrate-in-place-'))
  image = await madeImage()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function madeImage(): Promise<TestImage> {
  const small = await tarOf([{ name: 'etc/passwd', content: 'root:x:0:0::/:/bin/sh\n' }])
  const layers = [
    await tarOf([
      { name: './', type: 'directory' },
      { name: './large', content: content(5 * MiB + 77, 'a') },
      { name: './etc/os-release', content: 'ID=debian\n' },
      { name: './empty', content: '' },
      { name: './bin/run', content: `#!/bin/sh\n${'x'.repeat(70_000)}` },
      { name: './bin/exact', content: content(MiB, 'exact') },
      { name: './sh', type: 'symlink', linkname: 'bin/run' },
      { name: `./${'deep/'.repeat(60)}${'n'.repeat(120)}`, content: 'a long name' },
      { name: './ä with spaces', content: 'x' },
      { name: './last', content: content(3 * MiB, 'b') },
    ]),
    small,
    await tarOf([
      { name: '.wh.last', content: '' },
      { name: 'etc/.wh..wh..opq', content: '' },
    ]),
    // Once more: an engine keeps it once for each place.
    small,
    await tarOf([]),
  ]
  return { layers }
}

const waysToRead: readonly (readonly [string, ReadImageOptions])[] = [
  ['samples', { pullSize: 'roughly' }],
  ['all of it deflated', { pullSize: 'deflated' }],
  ['every file digested', { pullSize: 'roughly', contentHashes: true }],
  ['its digests made anew', { pullSize: 'roughly', digests: 'verified', contentHashes: true }],
]

const kept = async (of = image): Promise<MadeStore> => makeStore(join(folder, String(++made)), of)
const exported = async (options: ReadImageOptions, of = image) =>
  readImage(streamOf(await tarOf(ociMembers(of))), options)

const some: ReadImageOptions = { pullSize: 'roughly', digests: 'engine', probes: allProbes }

describe('an image in the engine’s store', () => {
  it.each(waysToRead)('tells what its archive tells, with %s', async (_, way) => {
    const options: ReadImageOptions = { digests: 'engine', probes: allProbes, ...way }
    const stored = (await kept()).image()
    const reading = await readImage(stored, options)
    expect(stored.opened()).toBe(0)
    expect(reading).toMatchObject({ outcome: 'read', image: { platform: 'linux/amd64' } })
    expect(reading).toEqual(await exported(options))
  })

  it('is refused for another platform as an archive is', async () => {
    const options: ReadImageOptions = { ...some, platform: 'linux/arm64' }
    const stored = (await kept()).image()
    const reading = await readImage(stored, options)
    expect(reading).toEqual(await exported(options))
    expect(stored.opened()).toBe(0)
  })

  it('is held to the limits of any reading', async () => {
    const options: ReadImageOptions = { ...some, limits: { mostEntries: 2 } }
    const reading = await readImage((await kept()).image(), options)
    expect(reading).toMatchObject({ outcome: 'unreadable' })
    expect(reading).toEqual(await exported(options))
  })

  it('is cancelled like any reading', async () => {
    const stored = (await kept()).image()
    const reading = await readImage(stored, { ...some, signal: AbortSignal.abort() })
    expect(reading).toMatchObject({ outcome: 'unreadable', failure: { reason: 'cancelled' } })
    expect(stored.opened()).toBe(0)
  })
})

/** The image once it was put down, changed so that reading it in place must end. */
const broken: readonly (readonly [string, (store: MadeStore) => Promise<unknown>])[] = [
  [
    'a config that is another',
    ({ store, id }) => writeFile(join(store.about, 'imagedb/content', ...id.split(':')), '{}'),
  ],
  ['no such image', ({ store }) => rm(join(store.about, 'imagedb'), { recursive: true })],
  [
    'a layer that is another',
    ({ layers }) => writeFile(join(layers[1]?.about ?? '', 'diff'), `sha256:${'0'.repeat(64)}`),
  ],
  [
    'a layer in a place with a strange name',
    ({ layers }) => writeFile(join(layers[0]?.about ?? '', 'cache-id'), '../..'),
  ],
  [
    'a layer without its tar’s headers',
    ({ layers }) => rm(join(layers[0]?.about ?? '', 'tar-split.json.gz')),
  ],
  ['headers that are cut off', ({ layers }) => cutInHalf(join(layers[0]?.about ?? '', 'tar-split.json.gz'))],
  ['headers that miss a piece', ({ layers }) => rewriteSplit(layers[0]?.about, (lines) => lines.slice(2))],
  [
    'pieces of a kind nobody knows',
    ({ layers }) => rewriteSplit(layers[0]?.about, (lines) => ['{"type":3}', ...lines]),
  ],
  ['pieces that are no JSON', ({ layers }) => rewriteSplit(layers[0]?.about, () => ['nothing'])],
  [
    'a name that is of no file',
    ({ layers }) =>
      rewriteSplit(layers[0]?.about, (lines) =>
        lines.map((line) => line.replace('"name":"./large"', '"name":"./large","name_raw":"/w=="')),
      ),
  ],
  [
    'a name that leads out',
    ({ layers }) =>
      rewriteSplit(layers[0]?.about, (lines) =>
        lines.map((line) => line.replace('"name":"./large"', '"name":"./../../../large"')),
      ),
  ],
  ['no folder of a layer', ({ layers }) => rm(layers[0]?.folder ?? '', { recursive: true })],
  ['a file that is gone', ({ layers }) => rm(join(layers[0]?.folder ?? '', 'bin/run'))],
  ['a file of another size', ({ layers }) => truncate(join(layers[0]?.folder ?? '', 'bin/run'), 3)],
  [
    'a pipe in a file’s place',
    async ({ layers }) => {
      const path = join(layers[0]?.folder ?? '', 'bin/run')
      await rm(path)
      execFileSync('sh', ['-c', 'mkfifo "$1"', 'sh', path])
    },
  ],
]

async function cutInHalf(path: string): Promise<void> {
  await truncate(path, Math.floor((await stat(path)).size / 2))
}

async function rewriteSplit(
  about = '',
  rewrite: (lines: readonly string[]) => readonly string[],
): Promise<void> {
  const path = join(about, 'tar-split.json.gz')
  const lines = gunzipSync(await readFile(path))
    .toString()
    .trimEnd()
    .split('\n')
  await writeFile(
    path,
    gzipSync(
      rewrite(lines)
        .map((line) => `${line}\n`)
        .join(''),
    ),
  )
}

describe('a store that is not as expected', () => {
  it.each(broken)('leaves the image to the engine: %s', async (_, breakIt) => {
    const store = await kept()
    await breakIt(store)
    const stored = store.image()
    const reading = await readImage(stored, some)
    expect(stored.opened()).toBe(1)
    expect(reading).toEqual(await exported(some))
  })

  it.each(['samples', 'all'])(
    'is never followed through a link to files of the machine (%s)',
    async (what) => {
      const store = await kept()
      const layer = store.layers[0]?.folder ?? ''
      const outside = join(folder, `outside-${what}`)
      await rename(join(layer, 'bin'), outside)
      await symlink(outside, join(layer, 'bin'))
      // As long as what the layer says, so that nothing but the link is wrong.
      await writeFile(join(outside, 'run'), `#!/bin/other\n${'y'.repeat(69_997)}`)
      const stored = store.image()
      const reading = await readImage(stored, { ...some, contentHashes: what === 'all' })
      expect(stored.opened()).toBe(1)
      expect(JSON.stringify(reading)).not.toContain('/bin/other')
    },
  )

  it('is never followed through a link in a file’s place', async () => {
    const store = await kept()
    const path = join(store.layers[0]?.folder ?? '', 'bin/run')
    const outside = join(folder, 'outside-file')
    await rename(path, outside)
    await symlink(outside, path)
    const stored = store.image()
    expect(await readImage(stored, some)).toEqual(await exported(some))
    expect(stored.opened()).toBe(1)
  })
})

it('the made image has the layers that the tests speak of', () => {
  expect(image.layers.map(sha256).filter((one, at, all) => all.indexOf(one) !== at)).toHaveLength(1)
})
