import { createCipheriv } from 'node:crypto'
import * as zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { InflateError } from '../../../src/image/compression.js'
import { makeGzipSize } from '../../../src/image/gzip-size.js'
import { inflate } from '../../../src/image/inflate.js'
import { cut } from './archives.js'

async function* from(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks
}

async function inflated(chunks: readonly Buffer[], compression: 'gzip' | 'zstd'): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of inflate(from(chunks), compression)) parts.push(part)
  return Buffer.concat(parts)
}

/** What nothing can compress, the same in every run. */
const noise = (bytes: number): Buffer =>
  createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(bytes))

const content = Buffer.concat([noise(150_000), Buffer.alloc(150_000, 'text ')])
const gzip = zlib.gzipSync(content)
const hasZstd = typeof zlib.zstdCompressSync === 'function'

describe('inflating gzip', () => {
  it.each([1, 7, 4096, 1e9])('gives the content back from pieces of %d bytes', async (chunkBytes) => {
    const bytes = chunkBytes === 1 ? zlib.gzipSync(content.subarray(0, 2000)) : gzip
    expect((await inflated(cut(bytes, chunkBytes), 'gzip')).equals(zlib.gunzipSync(bytes))).toBe(true)
  })

  it('reads several members as one, and ignores zeros after the last', async () => {
    const zeros = Buffer.alloc(200_000)
    const bytes = Buffer.concat([gzip, gzip, zeros])
    expect(await inflated(cut(bytes, 65536), 'gzip')).toHaveLength(2 * content.length)
  })

  it('fails where the bytes stop early or are changed', async () => {
    const changed = Buffer.from(gzip)
    changed.fill(0, gzip.length - 8)
    for (const bytes of [gzip.subarray(0, 0), gzip.subarray(0, 5), gzip.subarray(0, -1), changed]) {
      await expect(inflated(cut(bytes, 1000), 'gzip')).rejects.toBeInstanceOf(InflateError)
    }
  })

  it('hands on a failure of its source as it is', async () => {
    const failure = new Error('source')
    async function* failing(): AsyncGenerator<Buffer> {
      yield gzip.subarray(0, 1000)
      throw failure
    }
    const read = async () => {
      for await (const _ of inflate(failing(), 'gzip'));
    }
    await expect(read()).rejects.toBe(failure)
  })

  it('reads no further in its source than it has inflated', async () => {
    let asked = 0
    async function* counting(): AsyncGenerator<Buffer> {
      for (const chunk of cut(gzip, 1000)) {
        asked += 1
        yield chunk
      }
    }
    for await (const _ of inflate(counting(), 'gzip')) break
    expect(asked).toBeLessThan(cut(gzip, 1000).length)
  })
})

describe.runIf(hasZstd)('inflating zstd', () => {
  const zstd = (bytes: Buffer): Buffer => zlib.zstdCompressSync(bytes)
  const skippable = Buffer.concat([Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 100, 0, 0, 0]), Buffer.alloc(100)])

  it.each([5, 1000, 1e9])(
    'reads all frames, between frames without data, from pieces of %d bytes',
    async (size) => {
      const bytes = Buffer.concat([
        skippable,
        zstd(content),
        skippable,
        zstd(content),
        zstd(content),
        skippable,
      ])
      const whole = await inflated(cut(bytes, size), 'zstd')
      expect(whole.equals(Buffer.concat([content, content, content]))).toBe(true)
    },
  )

  it('fails where the bytes stop early or something else follows', async () => {
    const bytes = zstd(content)
    for (const bad of [bytes.subarray(0, -1), Buffer.concat([bytes, noise(100)])]) {
      await expect(inflated(cut(bad, 5000), 'zstd')).rejects.toBeInstanceOf(InflateError)
    }
  })
})

describe('estimating what gzip makes of a stream', () => {
  it.each([0, 1, 500_000, 3_500_000])(
    'is within a thousandth of gzip itself for %d bytes',
    async (sizeBytes) => {
      const words = Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * at).toString(36)).join(' '))
      const bytes = Buffer.alloc(sizeBytes, Buffer.concat([words, noise(9000)]))
      const gzipSize = makeGzipSize()
      for (const chunk of cut(bytes, 65_536)) await gzipSize.write(chunk)
      const exact = zlib.gzipSync(bytes, { level: 6 }).length
      expect(Math.abs((await gzipSize.end()) - exact)).toBeLessThanOrEqual(exact / 1000 + 8)
    },
  )

  it('does not depend on how the bytes are cut', async () => {
    const bytes = noise(2_000_000)
    const sizes = await Promise.all(
      [1000, 65_536, 1_000_000].map(async (chunkBytes) => {
        const gzipSize = makeGzipSize()
        for (const chunk of cut(bytes, chunkBytes)) await gzipSize.write(chunk)
        return gzipSize.end()
      }),
    )
    expect(new Set(sizes).size).toBe(1)
  })
})
