import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearest } from '../../../src/core/config/nearest.js'
import {
  changePattern,
  durationMs,
  durationPattern,
  shareOf,
  sizeBytes,
  sizePattern,
  suggestDuration,
  suggestShare,
  suggestSize,
} from '../../../src/core/config/units.js'

describe('sizes', () => {
  it.each([
    ['1B', 1],
    ['1kB', 1000],
    ['1KiB', 1024],
    ['250MB', 250_000_000],
    ['1MiB', 1_048_576],
    ['1.5GB', 1_500_000_000],
    ['1 GiB', 1_073_741_824],
    ['0.1B', 0],
  ])('%s is %s bytes', (typed, bytes) => {
    expect(sizePattern.test(typed)).toBe(true)
    expect(sizeBytes(typed)).toBe(bytes)
  })

  it.each(['1', 'MB', '1mb', '1KB', '1M', '-1MB', '1,5MB', '1e3MB', '1TB', ' 1MB', '1  MB', '1MB\n'])(
    '%j is none',
    (typed) => {
      expect(sizePattern.test(typed)).toBe(false)
    },
  )

  it.each([
    ['250 megabytes', '250MB'],
    ['1,5gb', '1.5GB'],
    ['512m', '512MiB'],
    ['1Gi', '1GiB'],
    ['250', undefined],
    ['much', undefined],
  ])('%s may mean %s', (typed, meant) => {
    expect(suggestSize(typed)).toBe(meant)
  })
})

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['0.1s', 100],
  ])('%s is %s ms', (typed, ms) => {
    expect(durationPattern.test(typed)).toBe(true)
    expect(durationMs(typed)).toBe(ms)
  })

  it.each([
    ['5 sec', '5s'],
    ['2 Minutes', '2m'],
    ['1h30m', '5400s'],
    ['1m30s', '90s'],
    ['90', undefined],
    ['1d', undefined],
  ])('%s may mean %s', (typed, meant) => {
    expect(suggestDuration(typed)).toBe(meant)
  })
})

describe('shares', () => {
  it.each([
    ['5%', 0.05],
    ['0%', 0],
    ['-50%', -0.5],
    ['+10 %', 0.1],
    ['1.1%', 0.011],
  ])('%s is %s', (typed, share) => {
    expect(changePattern.test(typed)).toBe(true)
    expect(shareOf(typed)).toBe(share)
  })

  it.each([
    ['5', '5%'],
    ['0.05', '5%'],
    ['-0.5', '-50%'],
    ['5 percent', '5%'],
    ['five', undefined],
  ])('%s may mean %s', (typed, meant) => {
    expect(suggestShare(typed)).toBe(meant)
  })
})

it('what a unit suggests is always accepted', () => {
  const typed = fc.stringMatching(/^[0-9.,]{1,6} ?[a-zA-Z]{0,9}$/)
  fc.assert(
    fc.property(typed, (text) => {
      const [size, duration, share] = [suggestSize(text), suggestDuration(text), suggestShare(text)]
      if (size !== undefined) expect(size).toMatch(sizePattern)
      if (duration !== undefined) expect(duration).toMatch(durationPattern)
      if (share !== undefined) expect(share).toMatch(changePattern)
    }),
  )
})

describe('the nearest word', () => {
  const known = [
    'port',
    'command',
    'env',
    'env-file',
    'memory',
    'read-only',
    'image-size',
    'pull-size',
    'status',
  ]

  it.each([
    ['prot', 'port'],
    ['Memory', 'memory'],
    ['readOnly', 'read-only'],
    ['env_file', 'env-file'],
    ['envfile', 'env-file'],
    ['imagesize', 'image-size'],
    ['stauts', 'status'],
    ['comand', 'command'],
    ['banana', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
  ])('to %s is %s', (typed, word) => {
    expect(nearest(typed, known)).toBe(word)
  })
})
