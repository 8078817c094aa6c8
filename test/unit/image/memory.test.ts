import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import * as zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readImage } from '../../../src/image/read-image.js'
import { configOf, sha256 } from './archives.js'
import { endOfTar, padded, rawHeader } from './headers.js'

const MEGABYTE = 1024 * 1024
const LAYER_BYTES = 300 * MEGABYTE
/** Far below the layer and far above what garbage may wait to be collected. */
const ALLOWED_BYTES = 100 * MEGABYTE

const chunk = Buffer.alloc(64 * 1024, 'some text that compresses well ')

/** A layer with one large file. */
function* layerChunks(): Generator<Buffer> {
  yield rawHeader({ name: 'large', size: LAYER_BYTES })
  for (let made = 0; made < LAYER_BYTES; made += chunk.length) yield chunk
  yield endOfTar
}

const layerTarBytes = 512 + LAYER_BYTES + endOfTar.length

function diffId(): string {
  const hash = createHash('sha256')
  for (const part of layerChunks()) hash.update(part)
  return `sha256:${hash.digest('hex')}`
}

/** A docker archive around one layer. */
function archiveAround(layer: Iterable<Buffer>, storedBytes: number) {
  const config = configOf({ layers: [], diffIds: [diffId()] })
  const manifest = Buffer.from(JSON.stringify([{ Config: 'config.json', Layers: ['layer'] }]))
  function* bytes(): Generator<Buffer> {
    yield rawHeader({ name: 'layer', size: storedBytes })
    yield* layer
    yield Buffer.alloc((512 - (storedBytes % 512)) % 512)
    yield Buffer.concat([rawHeader({ name: 'config.json', size: config.length }), padded(config)])
    yield Buffer.concat([
      rawHeader({ name: 'manifest.json', size: manifest.length }),
      padded(manifest),
      endOfTar,
    ])
  }
  return { id: `sha256:${sha256(config)}`, stream: Readable.from(bytes(), { highWaterMark: 1 }) }
}

/** Runs the work and looks, as often as it lets others run, at how much more memory is in use than before. */
async function growthBytesOf(work: () => Promise<void>): Promise<number> {
  const held = (): number => process.memoryUsage().heapUsed + process.memoryUsage().external
  const before = held()
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, held())
  }, 1)
  try {
    await work()
    return Math.max(most, held()) - before
  } finally {
    clearInterval(watch)
  }
}

async function compressed(stage: zlib.Gzip | zlib.ZstdCompress): Promise<Buffer> {
  return Buffer.concat(await Readable.from(layerChunks()).pipe(stage).toArray())
}

const stages = [
  ['gzip', zlib.createGzip, 100],
  // Not in every Node.
  ...(typeof zlib.createZstdCompress === 'function'
    ? [['zstd', zlib.createZstdCompress, 1000] as const]
    : []),
] as const

describe('the memory that reading an image takes', () => {
  it.each(['deflated', 'closely', 'roughly'] as const)(
    'stays small for a large plain layer (pull size %s)',
    async (pullSize) => {
      const archive = archiveAround(layerChunks(), layerTarBytes)
      const growthBytes = await growthBytesOf(async () => {
        const outcome = await readImage(archive.stream, { pullSize })
        expect(outcome).toMatchObject({ image: { id: archive.id, unpackedBytes: LAYER_BYTES } })
      })
      expect(growthBytes).toBeLessThan(ALLOWED_BYTES)
    },
  )

  it.each(stages)('stays small for a layer that expands far from little %s', async (_, makeStage, ratio) => {
    const layer = await compressed(makeStage())
    expect(layer.length).toBeLessThan(LAYER_BYTES / ratio)
    const archive = archiveAround([layer], layer.length)
    const growthBytes = await growthBytesOf(async () => {
      expect(await readImage(archive.stream)).toMatchObject({
        image: { unpackedBytes: LAYER_BYTES, pullBytes: layer.length, pullEstimated: false },
      })
    })
    expect(growthBytes).toBeLessThan(ALLOWED_BYTES)
  })
})
