import { createCipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { allProbes } from '../../../src/image/capture/probes.js'
import { type ReadImageOptions, readImage } from '../../../src/image/read-image.js'
import { configOf, gzipped, layouts, newDockerMembers, sha256, streamOf, tarOf } from './archives.js'

const MiB = 1024 * 1024

/** The same in every run: stretches that are random to a compressor between others that are text. */
function content(bytes: number): Buffer {
  const text = Buffer.alloc(bytes, 'and some text that tells nothing ')
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16))
  for (let at = 0; at < bytes; at += 50_000) cipher.update(text.subarray(at, at + 20_000)).copy(text, at)
  return text
}

const layersOf = (large: number) =>
  Promise.all([
    tarOf([
      { name: 'large', content: content(large) },
      { name: 'etc/os-release', content: 'ID=debian\n' },
    ]),
    tarOf([{ name: 'etc/passwd', content: 'root:x:0:0::/:/bin/sh\n' }]),
    tarOf([{ name: 'middle', content: content(300_000) }]),
  ])

const options: ReadImageOptions = { pullSize: 'roughly', probes: allProbes }

describe("an engine's own export", () => {
  // From 43 blocks on a layer has one sample in each of them, and most of its bytes are in none.
  it.each([0.3, 1, 2.6, 50])('gives what a verified reading gives (%s MiB)', async (large) => {
    const layers = await layersOf(Math.round(large * MiB) + 77)
    const archive = await tarOf(newDockerMembers({ layers }))
    const verified = await readImage(streamOf(archive), options)
    expect(verified.outcome).toBe('read')
    for (const chunkBytes of [200_003, 3 * MiB])
      expect(await readImage(streamOf(archive, chunkBytes), { ...options, digests: 'engine' })).toEqual(
        verified,
      )
  })

  it.each(Object.entries(layouts))(
    'gives the same with content hashes and with every layer deflated (%s)',
    async (_, membersOf) => {
      for (const store of [undefined, gzipped]) {
        const archive = await tarOf(membersOf({ layers: await layersOf(2 * MiB), ...(store && { store }) }))
        for (const more of [{ contentHashes: true }, { pullSize: 'deflated' as const }]) {
          const verified = await readImage(streamOf(archive), { ...options, ...more })
          expect(verified.outcome).toBe('read')
          expect(await readImage(streamOf(archive), { ...options, ...more, digests: 'engine' })).toEqual(
            verified,
          )
        }
      }
    },
  )

  it('is believed about what its layers are, as no archive is', async () => {
    const layers = await layersOf(1000)
    const diffIds = layers.map((_, at) => `sha256:${sha256(Buffer.from(`${at}`))}`)
    const archive = await tarOf(newDockerMembers({ layers, diffIds }))
    expect(await readImage(streamOf(archive), options)).toMatchObject({ outcome: 'unreadable' })
    expect(await readImage(streamOf(archive), { ...options, digests: 'engine' })).toMatchObject({
      image: {
        id: `sha256:${sha256(configOf({ layers, diffIds }))}`,
        layers: diffIds.map((diffId) => ({ diffId })),
      },
    })
  })

  it('is refused where it is cut off or its tars are damaged', async () => {
    const archive = await tarOf(newDockerMembers({ layers: await layersOf(3 * MiB) }))
    const spoilt = Buffer.from(archive)
    spoilt[archive.indexOf('etc/os-release')] = 0x20
    for (const bytes of [archive.subarray(0, 2 * MiB), spoilt])
      expect(await readImage(streamOf(bytes), { ...options, digests: 'engine' })).toMatchObject({
        failure: { reason: 'archive-unreadable' },
      })
  })
})
