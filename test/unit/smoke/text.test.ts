import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesGlob } from '../../../src/core/smoke/glob.js'
import { inShort } from '../../../src/core/smoke/in-short.js'
import { lastLines } from '../../../src/core/smoke/last-lines.js'

describe('a pattern with stars', () => {
  it('matches the whole value, each star anything', () => {
    expect(matchesGlob('a*c', 'abc')).toBe(true)
    expect(matchesGlob('a*c', 'ac')).toBe(true)
    expect(matchesGlob('*', '')).toBe(true)
    expect(matchesGlob('a*b*c', 'a-b-b-c')).toBe(true)
    expect(matchesGlob('a*a', 'a')).toBe(false)
    expect(matchesGlob('a*b*c', 'a-c-b')).toBe(false)
    expect(matchesGlob('b', 'abc')).toBe(false)
    expect(matchesGlob('a.c', 'abc')).toBe(false)
  })

  it('matches every value that it was made from', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (parts) => {
        const plain = parts.map((part) => part.replaceAll('*', ''))
        expect(matchesGlob(plain.join('*'), plain.join('~'))).toBe(true)
      }),
    )
  })
})

describe('a value in short', () => {
  it('is one short line, whatever the value', () => {
    const value = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary', maxLength: 300 }))
    fc.assert(
      fc.property(value, (given) => {
        const shown = inShort(given)
        expect(shown).not.toMatch(/[\n\r]/)
        // A control character takes six.
        expect(shown.length).toBeLessThanOrEqual(6 * 80 + 2)
      }),
    )
  })

  it('is not cut in the middle of a character', () => {
    expect(inShort('😀'.repeat(60))).toBe(`"${'😀'.repeat(39)}…"`)
  })
})

describe('the last lines of an output', () => {
  it('are twenty, without the empty end, none of them endless', () => {
    const text = `${Array.from({ length: 30 }, (_, at) => `line ${at}`).join('\r\n')}\n${'x'.repeat(9000)}\n\n\n`
    const lines = lastLines(text)
    expect(lines).toHaveLength(20)
    expect(lines[0]).toBe('line 11')
    expect(lines.at(-1)).toHaveLength(500)
    expect(lastLines(' \n\n')).toEqual([])
  })
})
