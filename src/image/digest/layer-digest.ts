import type { FileStretch } from '../byte-source.js'
import { makeDeskInPool } from './desk-in-pool.js'
import { type DigestDesk, deskInThread, makeDeskHere } from './digest-desk.js'
import { settings } from './digest-settings.js'
import type { DigestAnswer, LayerDigest } from './digest-work.js'
import { takeSpans } from './sample-spans.js'
import { noSamples } from './sample-sums.js'
import { type Closeness, samplingOf } from './sampling.js'

/** Digests a layer's plain bytes beside the reading of them. */
export interface DigestingLayer {
  /** A file of the layer that gets a digest of its own; told before the bytes from its start on. */
  addFile(start: number, bytes: number): void
  /** The next bytes. Waits where too many are on their way. */
  write(chunk: Buffer): Promise<void> | undefined
  /** How many of the next bytes it can do without. */
  unwantedBytes(): number
  /** So many of them are not written to it. */
  pass(bytes: number): void
  /** The next bytes, by how far into the layer they go. */
  advance(file: FileStretch, to: number): Promise<void> | undefined
  end(): Promise<LayerDigest>
  /** Nobody wants it any more. Once done, it reads no file. */
  drop(): Promise<void>
}

/** Handing over costs more than digesting this. */
const SMALL_BYTES = 256 * 1024
/** Whole blocks, so that what is sampled is the same however a layer is read. */
const STRETCH_BYTES = 4 * settings.blockBytes
/** What may be on its way at once, for each layer. */
const MOST_BLOCKS = 4
const MOST_STRETCHES = 16

const deskHere = makeDeskHere()
const deskInPool = makeDeskInPool()
const freeBlocks: Uint8Array[] = []
let lastId = 0

export interface DigestWanted {
  /** All of it, to be held against what it should be. */
  readonly isVerified: boolean
  /** Its files, each by itself. */
  readonly hasFiles: boolean
  /** To estimate what it would take compressed. */
  readonly sampled: Closeness | undefined
}

export function digestLayer(storedBytes: number, wanted: DigestWanted): DigestingLayer {
  const { isVerified, hasFiles, sampled } = wanted
  if (!isVerified && !hasFiles && sampled === undefined) return nothing
  const isRead = isVerified || hasFiles
  const desk = isRead ? deskForAll(storedBytes) : sampled === 'closely' ? deskInPool : deskHere
  const id = ++lastId
  let block: Uint8Array | undefined
  let filled = 0
  let advanced = 0
  let underway = 0
  let failure: Error | undefined
  let wake = (): void => undefined
  let places: number[] = []
  let digest: LayerDigest | undefined
  let dropped = false

  desk.open(id, (answer: DigestAnswer) => {
    if (answer.tell === 'failed') failure ??= new Error(answer.why)
    else if (answer.tell === 'digest') digest = answer.digest
    else if (answer.tell === 'dropped') dropped = true
    else {
      underway--
      if (answer.block !== undefined && freeBlocks.length < MOST_BLOCKS) freeBlocks.push(answer.block)
    }
    wake()
  })
  const sampling = sampled === undefined ? nowhere : samplingOf(storedBytes, sampled)
  desk.post({ id, do: 'begin', isVerified, sampling })
  const sample = isRead
    ? undefined
    : takeSpans(storedBytes, sampling, settings, {
        takeBlock,
        onSpans(spans) {
          underway++
          desk.post({ id, do: 'samples', ...spans }, [spans.block.buffer as ArrayBuffer])
        },
      })

  async function waitUntil(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (failure !== undefined) throw failure
      await nextAnswer()
    }
  }

  const nextAnswer = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
    })

  function postFiles(): void {
    if (places.length > 0) desk.post({ id, do: 'files', places: Float64Array.from(places) })
    places = []
  }

  function postBlock(): void {
    if (block === undefined) return
    postFiles()
    underway++
    const posted = block
    block = undefined
    desk.post({ id, do: 'bytes', block: posted, filled }, [posted.buffer as ArrayBuffer])
    filled = 0
  }

  return {
    addFile: (start, bytes) => {
      places.push(start, bytes)
    },
    write(chunk) {
      sample?.write(chunk)
      for (let at = 0; sample === undefined && at < chunk.length; ) {
        block ??= takeBlock()
        const part = chunk.subarray(at, at + settings.blockBytes - filled)
        block.set(part, filled)
        filled += part.length
        at += part.length
        if (filled === settings.blockBytes) postBlock()
      }
      return underway > MOST_BLOCKS ? waitUntil(() => underway <= MOST_BLOCKS) : undefined
    },
    unwantedBytes: () => sample?.unwantedBytes() ?? 0,
    pass: (bytes) => sample?.pass(bytes),
    advance({ descriptor, offset }, to) {
      const isWhole = to >= storedBytes
      while (to - advanced >= STRETCH_BYTES || (isWhole && to > advanced)) {
        postFiles()
        const next = Math.min(to, advanced + STRETCH_BYTES)
        underway++
        desk.post({ id, do: 'file', descriptor, from: offset + advanced, to: offset + next })
        advanced = next
      }
      return underway > MOST_STRETCHES ? waitUntil(() => underway <= MOST_STRETCHES) : undefined
    },
    async end() {
      postBlock()
      sample?.end()
      desk.post({ id, do: 'end' })
      try {
        await waitUntil(() => digest !== undefined)
        return digest as unknown as LayerDigest
      } finally {
        desk.close(id)
      }
    },
    async drop() {
      desk.post({ id, do: 'drop' })
      while (!dropped) await nextAnswer()
      desk.close(id)
    },
  }
}

const nowhere = { sampleBytes: settings.blockBytes, perBlock: 0 }

/** Samples alone are little work, if they are few; a thread for them takes 20 MB, and a message for each megabyte. */
const deskForAll = (storedBytes: number): DigestDesk =>
  storedBytes <= SMALL_BYTES ? deskHere : deskInThread()

const takeBlock = (): Uint8Array => freeBlocks.pop() ?? new Uint8Array(settings.blockBytes)

/** Of a layer whose word is taken. */
const nothing: DigestingLayer = {
  addFile: () => undefined,
  write: () => undefined,
  unwantedBytes: () => Number.POSITIVE_INFINITY,
  pass: () => undefined,
  advance: () => undefined,
  end: async () => ({
    sha256: undefined,
    files: new Uint8Array(),
    samples: noSamples,
  }),
  drop: async () => undefined,
}
