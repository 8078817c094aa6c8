import { describe, expect, it } from 'vitest'
import type { ImageFact } from '../../../../src/core/domain/facts.js'
import { uniqueBytes } from '../../../../src/core/domain/image-layers.js'

const imageOf = (layers: readonly (readonly [string, number])[]): ImageFact => ({
  id: 'sha256:id',
  platform: 'linux/amd64',
  layers: layers.map(([diffId, unpackedBytes]) => ({
    diffId,
    unpackedBytes,
    compressedBytes: 1,
    compressedEstimated: false,
  })),
  unpackedBytes: layers.reduce((sum, [, bytes]) => sum + bytes, 0),
  pullBytes: layers.length,
  pullEstimated: false,
})

describe('the bytes that are unique to an image', () => {
  it('are those of layers that the other one lacks', () => {
    const image = imageOf([
      ['base', 100],
      ['app', 30],
    ])
    const other = imageOf([
      ['base', 100],
      ['other app', 20],
    ])
    expect([uniqueBytes(image, other), uniqueBytes(other, image)]).toEqual([30, 20])
  })

  it('are none where an image is held against itself, and all where nothing is shared', () => {
    const image = imageOf([['base', 100]])
    expect(uniqueBytes(image, image)).toBe(0)
    expect(uniqueBytes(image, imageOf([]))).toBe(100)
  })

  it('count a layer once that is used twice', () => {
    const image = imageOf([
      ['app', 30],
      ['between', 5],
      ['app', 30],
    ])
    expect(uniqueBytes(image, imageOf([]))).toBe(35)
  })
})
