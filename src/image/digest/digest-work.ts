import type * as crypto from 'node:crypto'
import type * as fs from 'node:fs'
import type * as zlib from 'node:zlib'
import type { DigestSettings } from './digest-settings.js'
import type { samplePlaces } from './sample-places.js'
import type { addSample, SampleSums } from './sample-sums.js'
import type { Sampling } from './sampling.js'

/** What a digest is made of: a layer's plain bytes in order, as they are or by where they lie. */
export type DigestOrder =
  | { readonly id: number; readonly do: 'bytes'; readonly block: Uint8Array; readonly filled: number }
  | {
      readonly id: number
      readonly do: 'file'
      readonly descriptor: number
      readonly from: number
      readonly to: number
    }
  /** Files inside the layer that get a digest of their own: where each starts, how long it is; before their bytes come. */
  | { readonly id: number; readonly do: 'files'; readonly places: Float64Array }
  | { readonly id: number; readonly do: 'end' }
  | { readonly id: number; readonly do: 'drop' }
  /** Comes first. Deflates so many samples of each block, to estimate what all of it would take. */
  | { readonly id: number; readonly do: 'begin'; readonly isVerified: boolean; readonly sampling: Sampling }
  /** Of bytes that nobody digests, the samples alone. */
  | {
      readonly id: number
      readonly do: 'samples'
      readonly block: Uint8Array
      readonly filled: number
      readonly places: ReturnType<typeof samplePlaces>
    }

export type DigestAnswer =
  /** One of the orders with bytes is done; its block is free again. */
  | { readonly id: number; readonly tell: 'done'; readonly block?: Uint8Array }
  | { readonly id: number; readonly tell: 'failed'; readonly why: string }
  | { readonly id: number; readonly tell: 'digest'; readonly digest: LayerDigest }
  | { readonly id: number; readonly tell: 'dropped' }

export interface LayerDigest {
  /** Absent where nobody asked for it. */
  readonly sha256: string | undefined
  /** 32 bytes for each place, in order. */
  readonly files: Uint8Array
  readonly samples: Readonly<SampleSums>
}

/**
 * Runs here or in a thread of its own, which gets it as text: so it may name nothing from outside, and what it needs
 * is handed to it.
 */
export function digestWork(
  node: {
    readonly crypto: typeof crypto
    readonly zlib: typeof zlib
    readonly fs: typeof fs
    /** Looks through the heap for what is over; where this may be asked for. */
    readonly collect: (() => void) | undefined
  },
  settings: DigestSettings,
  placesOf: typeof samplePlaces,
  add: typeof addSample,
  answer: (answer: DigestAnswer, transfer: ArrayBuffer[]) => void,
): (order: DigestOrder) => void {
  const { blockBytes, level } = settings
  const makeLayer = () => ({
    hash: undefined as ReturnType<typeof node.crypto.createHash> | undefined,
    position: 0,
    blocks: 0,
    sampling: { sampleBytes: 0, perBlock: 0 } as Sampling,
    places: [] as Float64Array[],
    file: undefined as ReturnType<typeof node.crypto.createHash> | undefined,
    /** 32 bytes for each file, with room for more. */
    digests: new Uint8Array(),
    digested: 0,
    samples: { count: 0, bytes: 0, deflated: 0, jumps: 0, last: 0 } as SampleSums,
    failed: false,
  })
  type Layer = ReturnType<typeof makeLayer>
  const layers = new Map<number, Layer>()
  let own: Uint8Array | undefined
  let deflaters = 0

  const sample = (layer: Layer, bytes: Uint8Array, places: ReturnType<typeof samplePlaces>): void => {
    // Room for what a sample becomes, and no more: each gets its own, and they are given back late.
    const chunkSize = layer.sampling.sampleBytes + 64
    for (const [before, start, end] of places) {
      const part = bytes.subarray(start, end)
      const window = bytes.subarray(before, start)
      const options = window.length === 0 ? { level, chunkSize } : { level, chunkSize, dictionary: window }
      const deflated = node.zlib.deflateRawSync(part, options).length
      // Each deflater keeps its window, outside the heap, until somebody looks for what is over; a heap as small as a
      // thread's is hardly ever looked through by itself, and the windows come to 20 MB and more.
      if (++deflaters % settings.mostDeflaters === 0) node.collect?.()
      add(layer.samples, part.length, deflated)
    }
  }

  const addDigest = (layer: Layer, digest: Uint8Array): void => {
    const at = 32 * layer.digested
    if (at === layer.digests.length) {
      const larger = new Uint8Array(Math.max(32 * 256, 2 * at))
      larger.set(layer.digests)
      layer.digests = larger
    }
    layer.digests.set(digest, at)
    layer.digested++
  }

  const digestFiles = (layer: Layer, bytes: Uint8Array): void => {
    const end = layer.position + bytes.length
    for (let places = layer.places[0]; places !== undefined; places = layer.places[0]) {
      const start = places[0] as number
      const stop = start + (places[1] as number)
      if (start >= end) return
      layer.file ??= node.crypto.createHash('sha256')
      layer.file.update(bytes.subarray(Math.max(0, start - layer.position), stop - layer.position))
      if (stop > end) return
      addDigest(layer, layer.file.digest())
      layer.file = undefined
      if (places.length > 2) layer.places[0] = places.subarray(2)
      else layer.places.shift()
    }
  }

  const take = (layer: Layer, bytes: Uint8Array): void => {
    layer.hash?.update(bytes)
    digestFiles(layer, bytes)
    if (layer.sampling.perBlock > 0)
      sample(layer, bytes, placesOf(layer.blocks, bytes.length, layer.sampling, settings))
    layer.position += bytes.length
    layer.blocks++
  }

  const takeFile = (layer: Layer, descriptor: number, from: number, to: number): void => {
    own ??= new Uint8Array(blockBytes)
    for (let position = from; position < to; ) {
      const wanted = Math.min(blockBytes, to - position)
      let filled = 0
      while (filled < wanted) {
        const count = node.fs.readSync(descriptor, own, filled, wanted - filled, position + filled)
        if (count === 0) throw new Error('the file ends before its layer does')
        filled += count
      }
      take(layer, own.subarray(0, filled))
      position += filled
    }
  }

  const end = (id: number, layer: Layer): void => {
    const files = layer.digests.slice(0, 32 * layer.digested)
    const digest = { sha256: layer.hash?.digest('hex'), files, samples: layer.samples }
    answer({ id, tell: 'digest', digest }, [files.buffer])
  }

  return (order) => {
    const { id } = order
    const layer = layers.get(id) ?? makeLayer()
    layers.set(id, layer)
    try {
      if (order.do === 'begin') {
        layer.sampling = order.sampling
        if (order.isVerified) layer.hash = node.crypto.createHash('sha256')
      } else if (order.do === 'files') layer.places.push(order.places)
      else if (order.do === 'bytes' && !layer.failed) take(layer, order.block.subarray(0, order.filled))
      else if (order.do === 'samples' && !layer.failed)
        sample(layer, order.block.subarray(0, order.filled), order.places)
      else if (order.do === 'file' && !layer.failed) takeFile(layer, order.descriptor, order.from, order.to)
      else if (order.do === 'end' && !layer.failed) end(id, layer)
      else if (order.do === 'drop') answer({ id, tell: 'dropped' }, [])
    } catch (error) {
      layer.failed = true
      answer({ id, tell: 'failed', why: error instanceof Error ? error.message : String(error) }, [])
    }
    if (order.do === 'bytes' || order.do === 'samples')
      answer({ id, tell: 'done', block: order.block }, [order.block.buffer as ArrayBuffer])
    if (order.do === 'file') answer({ id, tell: 'done' }, [])
    if (order.do === 'end' || order.do === 'drop') layers.delete(id)
  }
}
