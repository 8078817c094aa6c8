import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  figuresApart,
  quantity,
  quantityOf,
  roundQuantityOf,
  signedPercent,
} from '../../../src/core/findings/quantity.js'

describe('a quantity', () => {
  it.each([
    [847_312_004, 'bytes', '847 MB'],
    [74_231_000, 'bytes', '74.2 MB'],
    [1_536_000_000, 'bytes', '1.54 GB'],
    [999_600, 'bytes', '1.00 MB'],
    [512, 'bytes', '512 B'],
    [0, 'bytes', '0 B'],
    [358.4, 'ms', '358 ms'],
    [12.04, 'ms', '12.0 ms'],
    [5321, 'ms', '5.32 s'],
    [83_400, 'ms', '83.4 s'],
    [181_000, 'ms', '3 min 1 s'],
    [300_000, 'ms', '5 min'],
    [0, 'ms', '0 ms'],
    [0.05, 'share', '5 %'],
    [0.0833, 'share', '8.3 %'],
    [1 / 3, 'share', '33 %'],
  ] as const)('of %d %s reads %s', (value, unit, text) => {
    expect(quantity(value, unit)).toBe(text)
  })

  it('that somebody wrote reads as they would write it', () => {
    expect(roundQuantityOf('startup', 15_000)).toBe('15 s')
    expect(roundQuantityOf('image-size', 1.5e9)).toBe('1.5 GB')
    expect(roundQuantityOf('image-size', 500e6)).toBe('500 MB')
  })

  it('never rounds to an empty unit or to more than three figures and three digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 9e14, noNaN: true }), (bytes) => {
        expect(quantity(bytes, 'bytes')).toMatch(/^(\d{1,3} B|(\d{3}|\d{2}\.\d|\d\.\d{2}) [kMGT]B)$/)
      }),
    )
  })
})

describe('a change', () => {
  it.each([
    [99, '× 100'],
    [99_999.5, '× 100,000'],
    [-0.7806, '−78 %'],
    [0.042, '+4.2 %'],
    [0.0999, '+10 %'],
    [0.0998, '+10 %'],
    [1.5, '+150 %'],
    [0, '0 %'],
    [0.00001, '≈ 0 %'],
    [-0.00001, '≈ 0 %'],
  ])('of %d reads %s', (change, text) => {
    expect(signedPercent(change)).toBe(text)
  })
})

describe('two numbers held against each other', () => {
  it('get as many figures as tell them apart', () => {
    const bytes = (value: number, figures: number) => quantityOf('image-size', value, figures)
    expect(figuresApart(1_234_567, 1_234_000, bytes)).toBe(4)
    expect(figuresApart(500_000_001, 500_000_000, bytes)).toBe(9)
    expect(figuresApart(847_000_000, 186_000_000, bytes)).toBe(3)
    expect(figuresApart(5, 5, bytes)).toBe(3)
    expect(signedPercent(0.1004, figuresApart(0.1004, 0.1, signedPercent))).toBe('+10.04 %')
  })
})
