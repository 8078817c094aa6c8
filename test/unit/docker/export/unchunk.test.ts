import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeUnchunker } from '../../../../src/docker/export/unchunk.js'

const chunked = (chunks: readonly Uint8Array[], trailer = ''): Buffer =>
  Buffer.concat([
    ...chunks.flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)}\r\n`),
      chunk,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`0\r\n${trailer}\r\n`),
  ])

/** The buffer is one and the same for every piece, as it is where bytes come from a socket. */
function unchunk(bytes: Buffer, cuts: readonly number[]) {
  const unchunker = makeUnchunker()
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  )
  const window = Buffer.alloc(bytes.length)
  const parts = places.slice(1).map((end, at) => {
    const count = bytes.copy(window, 0, places[at], end)
    return Buffer.from(unchunker.take(window.subarray(0, count)))
  })
  return { body: Buffer.concat(parts), ended: unchunker.ended }
}

describe("HTTP's chunks", () => {
  it('come apart the same wherever the bytes were cut', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 6 }), fc.array(fc.nat(3000)), (chunks, cuts) => {
        expect(unchunk(chunked(chunks), cuts)).toEqual({ body: Buffer.concat(chunks), ended: true })
      }),
    )
  })

  it('may have extensions, capital digits and a trailer', () => {
    const bytes = Buffer.from('A;name="x"\r\n0123456789\r\n0\r\nDigest: none\r\nMore: yes\r\n\r\n')
    expect(unchunk(bytes, [3, 20, 40])).toEqual({ body: Buffer.from('0123456789'), ended: true })
  })

  it('have not ended without their mark, wherever they stop', () => {
    const bytes = chunked([Buffer.from('some'), Buffer.from('bytes')])
    for (let end = 0; end < bytes.length; end++)
      expect(unchunk(bytes.subarray(0, end), []).ended, `after ${end}`).toBe(false)
  })

  it.each(['\r\nabc', 'xyz\r\n', '-1\r\n', '5\r\nabcdeX\r\n', '1000000000000\r\n'])(
    'are refused: %j',
    (text) => {
      expect(() => unchunk(Buffer.from(text), [])).toThrow('no valid HTTP')
    },
  )
})
