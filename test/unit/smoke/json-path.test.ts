import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ignored, parseJsonPath, withoutPath } from '../../../src/core/smoke/json-path.js'

function without(value: unknown, text: string): unknown {
  const path = parseJsonPath(text)
  if (path === undefined) throw new Error(`not a path: ${text}`)
  return withoutPath(value, path)
}

describe('a JSON path', () => {
  it('names a member at any depth', () => {
    expect(without({ a: { b: 1, c: 2 }, b: 3 }, '$.a.b')).toEqual({ a: { c: 2 }, b: 3 })
    expect(without({ a: { 'b c': 1, d: 2 } }, "$.a['b c']")).toEqual({ a: { d: 2 } })
    expect(without({ 'created-at': 1, über: 2 }, '$["created-at"]')).toEqual({ über: 2 })
    expect(without({ 'created-at': 1, über: 2 }, '$.über')).toEqual({ 'created-at': 1 })
  })

  it('names a member of every item, and a single item without moving the others', () => {
    expect(without({ items: [{ id: 1, n: 1 }, { id: 2 }] }, '$.items[*].id')).toEqual({
      items: [{ n: 1 }, {}],
    })
    expect(without([1, 2, 3], '$[1]')).toEqual([1, ignored, 3])
    expect(without({ a: { x: { id: 1 }, y: { id: 2, n: 3 } } }, '$.a.*.id')).toEqual({
      a: { x: {}, y: { n: 3 } },
    })
  })

  it('finds a member wherever it is', () => {
    const value = { id: 1, a: [{ id: 2, b: { id: { id: 3 }, n: 1 } }] }
    expect(without(value, '$..id')).toEqual({ a: [{ b: { n: 1 } }] })
    expect(without(value, '$.a..id')).toEqual({ id: 1, a: [{ b: { n: 1 } }] })
  })

  it('may name everything or nothing', () => {
    expect(without({ a: 1 }, '$')).toBe(ignored)
    expect(without({ a: 1 }, '$.b.c[3]')).toEqual({ a: 1 })
    expect(without('text', '$.a')).toBe('text')
  })

  it('is refused where it is none of these', () => {
    for (const text of [
      '',
      'id',
      '$.',
      '$id',
      '$.a[',
      '$.a[x]',
      '$.a[?(@.b)]',
      '$.a[-1]',
      '$.a b',
      '$...a',
      '$[]',
    ]) {
      expect(parseJsonPath(text), text).toBeUndefined()
    }
  })

  it('never changes the value it is used on, nor trips over any value', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('$..a', '$[*]', '$.*.a', '$[0].a', '$.__proto__'),
        (value, text) => {
          const before = JSON.stringify(value)
          without(value, text)
          expect(JSON.stringify(value)).toBe(before)
        },
      ),
    )
  })

  it('keeps a member called __proto__ a member', () => {
    const value: unknown = JSON.parse('{"__proto__":{"admin":true},"a":1}')
    expect(JSON.stringify(without(value, '$.a'))).toBe('{"__proto__":{"admin":true}}')
  })
})
