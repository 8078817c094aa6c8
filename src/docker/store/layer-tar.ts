import { closeSync, readSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import type { PassableBytes } from '../../core/domain/engine-image.js'
import { layerFolder } from './layer-folder.js'
import { type Piece, readPieces } from './tar-split.js'

/** Where the engine keeps a layer: what its tar is made of besides files, and the files. */
export interface LayerPlace {
  readonly tarSplit: string
  readonly folder: string
}

/** Larger pieces are read in several; few files are larger. */
const SOME_BYTES = 64 * 1024
const ALL_BYTES = 256 * 1024
/** The reads are synchronous, several times as fast as those that wait: others get their turn this often. */
const READS_AT_ONCE = 128

export async function measureTar({ tarSplit }: LayerPlace, signal: AbortSignal | undefined): Promise<number> {
  let bytes = 0
  for await (const pieces of readPieces(tarSplit, signal)) for (const { length } of pieces) bytes += length
  return bytes
}

/** A layer's tar, put together as it is asked for. What is passed over of a file is not read, nor is one that is passed whole. */
export function readSomeOfTar(place: LayerPlace, signal: AbortSignal | undefined): PassableBytes {
  let toSkip = 0
  const skipped = (most: number): number => {
    const bytes = Math.min(toSkip, most)
    toSkip -= bytes
    return bytes
  }
  async function* read(): AsyncGenerator<Buffer, void, undefined> {
    const files = fileReader(place, signal)
    let window = Buffer.allocUnsafe(SOME_BYTES)
    try {
      for await (const pieces of readPieces(place.tarSplit, signal)) {
        for (const piece of pieces) {
          let at = skipped(piece.length)
          if (at === piece.length) continue
          if (piece.kind === 'bytes') {
            if (piece.length > window.length) window = Buffer.allocUnsafe(piece.length)
            piece.copy(window)
            yield window.subarray(at, piece.length)
            continue
          }
          files.open(piece)
          while (at < piece.length) {
            const count = await files.read(window.subarray(0, Math.min(SOME_BYTES, piece.length - at)), at)
            yield window.subarray(0, count)
            at += count
            at += skipped(piece.length - at)
          }
          files.close()
        }
      }
    } finally {
      files.close()
    }
  }
  return {
    [Symbol.asyncIterator]: read,
    skip: (bytes) => {
      toSkip += bytes
    },
  }
}

/** A layer's tar to its end. */
export async function* readAllOfTar(
  place: LayerPlace,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const files = fileReader(place, signal)
  const window = Buffer.allocUnsafe(ALL_BYTES)
  let filled = 0
  try {
    for await (const pieces of readPieces(place.tarSplit, signal)) {
      for (const piece of pieces) {
        const isFile = piece.kind === 'file'
        if (isFile && piece.length > 0) files.open(piece)
        const bytes = isFile ? undefined : bytesOf(piece)
        for (let at = 0; at < piece.length; ) {
          if (filled === window.length) {
            yield window
            filled = 0
          }
          const room = window.subarray(filled, filled + piece.length - at)
          const count = bytes ? bytes.copy(room, 0, at) : await files.read(room, at)
          filled += count
          at += count
        }
        files.close()
      }
    }
    yield window.subarray(0, filled)
  } finally {
    files.close()
  }
}

function bytesOf(piece: Extract<Piece, { kind: 'bytes' }>): Buffer {
  const bytes = Buffer.allocUnsafe(piece.length)
  piece.copy(bytes)
  return bytes
}

/** Reads one file of a layer at a time. */
function fileReader({ folder }: LayerPlace, signal: AbortSignal | undefined) {
  const files = layerFolder(folder)
  let descriptor: number | undefined
  let reads = 0
  return {
    open({ name, length }: Extract<Piece, { kind: 'file' }>) {
      descriptor = files.open(name, length)
    },
    async read(into: Buffer, position: number): Promise<number> {
      reads++
      if (reads % READS_AT_ONCE === 0) await setImmediate()
      signal?.throwIfAborted()
      const count = readSync(descriptor ?? -1, into, 0, into.length, position)
      if (count === 0) throw new Error('a file of the layer became shorter')
      return count
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
  }
}
