import { describe, expect, it } from 'vitest'
import { lineCleaner } from '../../../../src/docker/build/clean-line.js'

describe('lineCleaner', () => {
  it('takes out terminal codes', () => {
    expect(lineCleaner([])('\u001b[91merror\u001b[0m \u001b]0;title\u0007end')).toBe('error end')
  })

  it('keeps the last state of a line that was drawn over itself', () => {
    expect(lineCleaner([])('10 %\r50 %\r100 %\r')).toBe('100 %')
  })

  it('hides the values of secrets, line by line, the longest first', () => {
    const clean = lineCleaner(['hunter2!', 'hunter2!-and-more', 'first line\n  second line\n'])
    expect(clean('a hunter2!-and-more b hunter2! c second line d')).toBe('a *** b *** c *** d')
  })

  it('leaves alone what is too short to be a secret', () => {
    expect(lineCleaner(['on', ''])('one option')).toBe('one option')
  })
})
