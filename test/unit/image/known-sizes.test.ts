import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allProbes } from '../../../src/image/capture/probes.js'
import { makeKnownSizes } from '../../../src/image/known-sizes.js'
import { type ReadImageOptions, readImage } from '../../../src/image/read-image.js'
import { makeStore } from '../docker/store/made-store.js'
import { content, newDockerMembers, sha256, streamOf, type TestImage, tarOf } from './archives.js'

const shared = await tarOf([{ name: 'base', content: content(3_000_000, 'base') }])
const other = await tarOf([{ name: 'app', content: content(400_000, 'app') }])
const one: TestImage = { layers: [shared] }
const two: TestImage = { layers: [shared, other] }
const sharedId = `sha256:${sha256(shared)}`

const options: ReadImageOptions = { pullSize: 'deflated', digests: 'engine', probes: allProbes }
const archiveOf = async (image: TestImage) => streamOf(await tarOf(newDockerMembers(image)))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'container-migrate-sizes-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a layer that several images share', () => {
  it('takes in each what it takes in an image alone', async () => {
    const alone = [
      await readImage(await archiveOf(one), options),
      await readImage(await archiveOf(two), options),
    ]
    const sizes = makeKnownSizes()
    const together = [await archiveOf(one), await archiveOf(two), await archiveOf(one)].map((archive) =>
      readImage(archive, { ...options, sizes }),
    )
    expect(await Promise.all(together)).toEqual([alone[0], alone[1], alone[0]])
    expect(alone[0]).toMatchObject({ outcome: 'read' })
  })

  it('is not read to its end again only to be compressed', async () => {
    const sizes = makeKnownSizes()
    await readImage(await archiveOf(one), { ...options, sizes })
    const image = (await makeStore(folder, two)).image()
    const stored = await image.findStored()
    if (stored === undefined) throw new Error('it is not in the store')
    const layers = stored.layers.map((layer) => {
      if (layer.diffId !== sharedId) return layer
      return {
        ...layer,
        readAll(): never {
          throw new Error('all of it was read')
        },
      }
    })
    const source = { ...image, findStored: async () => ({ ...stored, layers }) }
    const reading = await readImage(source, { ...options, sizes })
    expect(image.opened()).toBe(0)
    expect(reading).toEqual(await readImage(await archiveOf(two), options))
  })

  it('is compressed by the next who asks where the first one failed', async () => {
    const sizes = makeKnownSizes()
    const first = await sizes.take(sharedId, 'deflated')
    if (!('tell' in first)) throw new Error('nobody has told it')
    const second = readImage(await archiveOf(two), { ...options, sizes })
    first.tell(undefined)
    expect(await second).toEqual(await readImage(await archiveOf(two), options))
    expect(await sizes.take(sharedId, 'deflated')).toMatchObject({ bytes: expect.any(Number) })
  })

  it('is cut off: nobody is told a size of it', async () => {
    const sizes = makeKnownSizes()
    const bytes = await tarOf(newDockerMembers(one))
    const cut = await readImage(streamOf(bytes.subarray(0, 1_000_000)), { ...options, sizes })
    expect(cut).toMatchObject({ outcome: 'unreadable' })
    expect(await sizes.take(sharedId, 'deflated')).toHaveProperty('tell')
  })

  it('is told to nobody by who makes its digest anew', async () => {
    const sizes = makeKnownSizes()
    await readImage(await archiveOf(one), { ...options, digests: 'verified', sizes })
    expect(await sizes.take(sharedId, 'deflated')).toHaveProperty('tell')
  })
})
