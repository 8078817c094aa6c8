import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PullSize } from '../../../../src/image/digest/sampling.js'
import { readImage } from '../../../../src/image/read-image.js'
import { newDockerMembers, streamOf, tarOf } from '../archives.js'

const megabyte = 1024 * 1024
const random = createHash('shake256', { outputLength: 6 * megabyte })
  .update('random')
  .digest()
const words = 'the quick brown fox jumps over the lazy dog and calls a library of symbols '
/** Stretches of files that compress to nearly nothing, to half and not at all, as an image has them. */
function layerOf(megabytes: number): Promise<Buffer> {
  const files = Array.from({ length: megabytes * 2 }, (_, at) => {
    const bytes = Buffer.alloc(megabyte / 2)
    const kind = Math.floor(at / 5) % 3
    if (kind === 0) bytes.fill(`${at} ${words}`)
    else random.copy(bytes, 0, (at * 4099) % (5 * megabyte))
    if (kind === 1) for (let byte = 0; byte < bytes.length; byte++) bytes[byte] = (bytes[byte] ?? 0) % 11
    return { name: `file-${at}`, content: bytes }
  })
  return tarOf(files)
}

async function read(layers: readonly Buffer[], pullSize: PullSize, chunkBytes?: number) {
  const archive = await tarOf(newDockerMembers({ layers: [...layers] }))
  const outcome = await readImage(streamOf(archive, chunkBytes), { pullSize, digests: 'engine' })
  if (outcome.outcome !== 'read') throw new Error(outcome.failure.message)
  return outcome.image
}

describe('the pull size from close samples', () => {
  let large: Buffer
  let small: Buffer
  beforeAll(async () => {
    large = await layerOf(96)
    small = await layerOf(3)
  })

  it('comes near what compressing all of a large layer gives, and says how near', async () => {
    const [closely, deflated] = [await read([large], 'closely'), await read([large], 'deflated')]
    const { pullErrorBytes = Number.NaN } = closely
    const off = Math.abs(closely.pullBytes - deflated.pullBytes)
    expect(off).toBeGreaterThan(0)
    expect(off).toBeLessThan(1.5 * pullErrorBytes)
    expect(pullErrorBytes).toBeLessThan(0.05 * deflated.pullBytes)
    expect(deflated).not.toHaveProperty('pullErrorBytes')
  })

  it('is what compressing all of it gives where the layer is small', async () => {
    expect(await read([small], 'closely')).toEqual(await read([small], 'deflated'))
  })

  it('is the same however the bytes come', async () => {
    expect(await read([large, small], 'closely', 1_000_003)).toEqual(
      await read([large, small], 'closely', 77_777),
    )
  })
})
