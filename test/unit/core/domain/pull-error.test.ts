import { describe, expect, it } from 'vitest'
import { pullDifferenceError, pullErrorBytes } from '../../../../src/core/domain/pull-error.js'
import { anImage } from '../../budgets/case.js'

const imageOf = (layers: Readonly<Record<string, number | undefined>>) =>
  anImage(
    Object.entries(layers).map(([diffId, compressedErrorBytes]) => ({
      diffId,
      unpackedBytes: 100,
      compressedBytes: 40,
      compressedEstimated: true,
      ...(compressedErrorBytes !== undefined && { compressedErrorBytes }),
    })),
  )

describe('how far a pull size may be off', () => {
  it('is two standard errors, added up by their squares', () => {
    expect(pullErrorBytes(imageOf({ base: 300, app: 400, small: undefined }))).toBe(1000)
  })

  it('is nothing to tell where all of every layer was compressed', () => {
    expect(pullErrorBytes(imageOf({ base: undefined, app: undefined }))).toBeUndefined()
  })

  it('counts a layer once that is used twice', () => {
    const { layers } = imageOf({ base: 300 })
    expect(pullErrorBytes({ layers: [...layers, ...layers] })).toBe(600)
  })
})

describe('how far the difference of two may be off', () => {
  it('leaves out what both have: it is off by the same in both', () => {
    const [one, other] = [imageOf({ base: 5000, app: 300 }), imageOf({ base: 5000, app2: 400 })]
    expect(pullDifferenceError(one, other)).toBe(1000)
  })

  it('is nothing to tell where only shared layers are guessed', () => {
    const [one, other] = [imageOf({ base: 5000, app: undefined }), imageOf({ base: 5000, app2: undefined })]
    expect(pullDifferenceError(one, other)).toBeUndefined()
  })
})
