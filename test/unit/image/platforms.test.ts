import { describe, expect, it } from 'vitest'
import { type ReadImageOptions, readImage } from '../../../src/image/read-image.js'
import { gzipped, imageId, type Member, makeLayout, newDockerMembers, streamOf, tarOf } from './archives.js'

const layer = await tarOf([{ name: 'file', content: 'some bytes' }])

const platformOf = (platform: string) => {
  const [os = '', architecture = '', variant] = platform.split('/')
  return { os, architecture, ...(variant === undefined ? {} : { variant }) }
}

const imageFor = (platform: string) => ({ layers: [layer], platform: platformOf(platform), store: gzipped })

/** A nested index, as builders push it: an image for each platform and an attestation beside it. */
function multiPlatform(platforms: readonly string[]): Member[] {
  const layout = makeLayout()
  const manifests = platforms.flatMap((platform) => [
    { ...layout.image(imageFor(platform)), platform: platformOf(platform) },
    {
      ...layout.attestation(),
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    },
  ])
  return layout.members([layout.index(manifests)])
}

const read = async (members: readonly Member[], options: ReadImageOptions = {}) =>
  readImage(streamOf(await tarOf(members)), options)

const refusal = (message: string) => ({
  outcome: 'unreadable',
  failure: { reason: 'image-unreadable', message: expect.stringContaining(message) },
})

const three = multiPlatform(['linux/amd64', 'linux/arm64/v8', 'linux/arm/v6'])

describe('choosing the platform in an archive that holds several', () => {
  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['linux/x86_64', 'linux/amd64'],
    ['amd64', 'linux/amd64'],
    ['linux/arm64', 'linux/arm64/v8'],
    ['linux/aarch64', 'linux/arm64/v8'],
    ['linux/arm', 'linux/arm/v6'],
    ['linux/arm/v6', 'linux/arm/v6'],
  ])('takes for %s the image for %s', async (platform, held) => {
    expect(await read(three, { platform })).toMatchObject({
      outcome: 'read',
      image: { platform: held, id: imageId(imageFor(held)) },
    })
  })

  it.each(['linux/arm/v7', 'linux/s390x', 'windows/amd64'])(
    'lists what there is where %s is not',
    async (platform) => {
      expect(await read(three, { platform })).toEqual(
        refusal(`there is none for ${platform}; there is: linux/amd64, linux/arm/v6, linux/arm64/v8`),
      )
    },
  )

  it('asks for a platform where nothing says which one', async () => {
    expect(await read(three)).toEqual(
      refusal('there are several platforms: linux/amd64, linux/arm/v6, linux/arm64/v8; name one'),
    )
  })

  it('takes the default where there are several, and not where there is only another', async () => {
    const options = { defaultPlatform: 'linux/arm64' }
    expect(await read(three, options)).toMatchObject({ image: { platform: 'linux/arm64/v8' } })
    expect(await read(multiPlatform(['linux/s390x']), options)).toMatchObject({
      image: { platform: 'linux/s390x' },
    })
  })

  it('takes the nearer of two variants', async () => {
    const arms = multiPlatform(['linux/arm/v6', 'linux/arm/v7'])
    expect(await read(arms, { platform: 'linux/arm' })).toMatchObject({ image: { platform: 'linux/arm/v7' } })
  })

  it('skips attestations, by their mark in the index or by their platform', async () => {
    const layout = makeLayout()
    const manifests = [layout.attestation(), layout.image(imageFor('linux/amd64'))]
    expect(await read(layout.members(manifests))).toMatchObject({ image: { platform: 'linux/amd64' } })
  })

  it('takes the one platform that an engine had, and says of others that they are only listed', async () => {
    const layout = makeLayout()
    const absent = makeLayout().image(imageFor('linux/arm64'))
    const manifests = [
      { ...absent, platform: platformOf('linux/arm64') },
      { ...layout.image(imageFor('linux/amd64')), platform: platformOf('linux/amd64') },
    ]
    const members = layout.members([layout.index(manifests)])
    expect(await read(members)).toMatchObject({ image: { platform: 'linux/amd64' } })
    expect(await read(members, { platform: 'linux/arm64' })).toEqual(
      refusal(
        'there is none for linux/arm64, which its index lists without holding it; there is: linux/amd64',
      ),
    )
  })

  it('takes the image with all its layers where another one lacks some', async () => {
    const layout = makeLayout()
    const other = await tarOf([{ name: 'file', content: 'other' }])
    const manifests = [
      layout.image(imageFor('linux/amd64')),
      layout.image({ ...imageFor('linux/arm64'), layers: [other] }),
    ]
    const members = layout.members(manifests)
    const without = members.filter(
      ({ content }) => !Buffer.isBuffer(content) || !content.equals(gzipped(other)),
    )
    expect(without).toHaveLength(members.length - 1)
    expect(await read(without)).toMatchObject({ image: { platform: 'linux/amd64' } })
  })

  it('takes what manifest.json names where the index beside it has more', async () => {
    const manifestJson = newDockerMembers(imageFor('linux/arm64')).filter(
      ({ name }) => name === 'manifest.json',
    )
    const members = multiPlatform(['linux/amd64', 'linux/arm64'])
    expect(await read([...members, ...manifestJson])).toMatchObject({ image: { platform: 'linux/arm64' } })
  })

  it('refuses to guess between two images for one platform', async () => {
    const layout = makeLayout()
    const other = await tarOf([{ name: 'file', content: 'other' }])
    const manifests = [layout.image(imageFor('linux/amd64')), layout.image({ layers: [other] })]
    expect(await read(layout.members(manifests))).toEqual(refusal('there are 2 images in the archive'))
  })

  it('names those between which it does not guess, as the archive calls them', async () => {
    const layout = makeLayout()
    const one = imageFor('linux/amd64')
    const other = { layers: [await tarOf([{ name: 'file', content: 'other' }])] }
    const named = {
      ...layout.image(one),
      annotations: { 'io.containerd.image.name': 'docker.io/library/one:1' },
    }
    const said = async (members: readonly Member[]) => {
      const { failure } = (await read(members)) as { failure?: { message: string } }
      return failure?.message
    }
    expect(await said(layout.members([named, layout.image(other)]))).toBe(
      `the image cannot be read: there are 2 images in the archive: docker.io/library/one:1 ${imageId(one).slice(0, 19)} (linux/amd64), ${imageId(other).slice(0, 19)} (linux/amd64); save one of them alone, as docker save NAME does`,
    )
  })

  it('ends where an index names itself', async () => {
    const layout = makeLayout()
    const image = layout.image(imageFor('linux/amd64'))
    const index = {
      name: 'blobs/sha512/loop',
      content: JSON.stringify({ manifests: [{ digest: 'sha512:loop' }, image] }),
    }
    expect(await read([index, ...layout.members([{ digest: 'sha512:loop' }])])).toMatchObject({
      outcome: 'read',
    })
  })
})
