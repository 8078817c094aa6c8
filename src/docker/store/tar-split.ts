import { createReadStream } from 'node:fs'
import { addAbortSignal } from 'node:stream'
import { createGunzip } from 'node:zlib'

/**
 * What a layer's tar is made of, in its order. The engine keeps the headers and all else that is no file's content, as
 * they were, and the content of files as files: from both it makes the same tar again.
 */
export type Piece =
  | {
      readonly kind: 'bytes'
      readonly length: number /** Good for this piece only. */
      copy(into: Buffer): void
    }
  | { readonly kind: 'file'; readonly length: number; readonly name: string | Buffer }

/** Longer lines no tar's header makes: names and PAX records are a megabyte at most, and a third more as text. */
const MOST_LINE_BYTES = 8 * 1024 * 1024
const CHUNK_BYTES = 16 * 1024

const NEWLINE = 0x0a
const QUOTE = 0x22
const EQUALS = 0x3d

/** How nearly every line begins that holds bytes. */
const BYTES_LINE = Buffer.from('{"type":2,"payload":"')

/** The pieces of a layer, in batches: as many as came at once. */
export async function* readPieces(
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Iterable<Piece>, void, undefined> {
  const packed = createReadStream(path)
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES })
  packed.on('error', (error) => unpacked.destroy(error))
  if (signal) addAbortSignal(signal, unpacked)
  let rest: Buffer = Buffer.alloc(0)
  try {
    for await (const chunk of packed.pipe(unpacked)) {
      const text = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer])
      const end = text.lastIndexOf(NEWLINE) + 1
      if (end > 0) yield piecesOf(text.subarray(0, end))
      rest = text.subarray(end)
      if (rest.length > MOST_LINE_BYTES) throw new Error(`${path} has a line that is no piece of a tar`)
    }
    if (rest.length > 0) yield piecesOf(rest)
  } finally {
    packed.destroy()
    unpacked.destroy()
  }
}

function* piecesOf(text: Buffer): Generator<Piece, void, undefined> {
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf(NEWLINE, at)
    const end = newline < 0 ? text.length : newline
    if (end > at) yield bytesOf(text, at, end) ?? pieceOf(text.toString('utf8', at, end))
    at = end + 1
  }
}

/** As most lines can be taken: without making an object of their JSON. */
function bytesOf(text: Buffer, at: number, end: number): Piece | undefined {
  const from = at + BYTES_LINE.length
  if (from >= end || BYTES_LINE.compare(text, at, from) !== 0) return undefined
  const to = text.indexOf(QUOTE, from)
  if (to < 0 || to >= end) return undefined
  return {
    kind: 'bytes',
    length: decodedBytes(to - from, text[to - 1] === EQUALS, text[to - 2] === EQUALS),
    copy: (into) => void into.write(text.toString('latin1', from, to), 'base64'),
  }
}

function pieceOf(line: string): Piece {
  const { type, name, name_raw: rawName, size, payload } = JSON.parse(line) as Record<string, unknown>
  const length = typeof size === 'number' ? size : 0
  if (type === 1 && typeof rawName === 'string')
    return { kind: 'file', name: Buffer.from(rawName, 'base64'), length }
  if (type === 1 && typeof name === 'string') return { kind: 'file', name, length }
  if (type !== 2 || typeof payload !== 'string') throw new Error('a line that is no known piece of a tar')
  const bytes = Buffer.from(payload, 'base64')
  return { kind: 'bytes', length: bytes.length, copy: (into) => void bytes.copy(into) }
}

/** Of a base64 text, by its length and what fills its end. */
const decodedBytes = (length: number, isFilled: boolean, isTwiceFilled: boolean): number =>
  (length / 4) * 3 - (isFilled ? (isTwiceFilled ? 2 : 1) : 0)
