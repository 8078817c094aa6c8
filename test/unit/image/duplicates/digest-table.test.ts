import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeDigestTable } from '../../../../src/image/duplicates/digest-table.js'

const digestOf = (text: string): Uint8Array => createHash('sha256').update(text).digest()

describe('digests by number', () => {
  it('are counted as they are first seen, also beyond the room there was', () => {
    const table = makeDigestTable()
    const numbers = Array.from({ length: 5000 }, (_, index) => table.numberOf(digestOf(String(index))))
    expect(numbers).toEqual(numbers.map((_, index) => index))
    const again = Array.from({ length: 5000 }, (_, index) => table.numberOf(digestOf(String(index))))
    expect(again).toEqual(numbers)
  })

  it('are told apart where they begin alike', () => {
    const table = makeDigestTable()
    const alike = Array.from({ length: 300 }, (_, index) => {
      const digest = Buffer.alloc(32, 7)
      digest.writeUInt32LE(index, 28)
      return digest
    })
    const numbers = alike.map((digest) => table.numberOf(digest))
    expect(new Set(numbers).size).toBe(300)
    expect(alike.map((digest) => table.numberOf(digest))).toEqual(numbers)
  })
})
