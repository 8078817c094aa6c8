import { describe, expect, it } from 'vitest'
import { isAtLeast } from '../../../../src/docker/build/version.js'

describe('isAtLeast', () => {
  it.each([
    ['0.13.1+ds1', true],
    ['v0.29.1-desktop.1', true],
    ['1.0.0', true],
    ['0.9.12', false],
    ['0.12.5', false],
    ['a1b2c3d', false],
    [undefined, false],
  ])('%s against 0.13: %s', (version, expected) => {
    expect(isAtLeast(version, [0, 13])).toBe(expected)
  })
})
