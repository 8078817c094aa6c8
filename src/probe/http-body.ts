import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib'

const bodyLimit = 1024 * 1024

export interface HttpBody {
  /** Decoded; only the beginning where `bodyCut` is set. */
  readonly body: string
  readonly bodyCut: boolean
  /** Of the bytes behind `body`. */
  readonly bodySha256: string
}

export const noBody: HttpBody = { body: '', bodyCut: false, bodySha256: sha256(Buffer.alloc(0)) }

/** Reads until the end or the limit, whichever comes first: a body without end must not fill the memory. */
export async function readBody(response: IncomingMessage): Promise<HttpBody> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > bodyLimit) break
  }
  const received = Buffer.concat(chunks).subarray(0, bodyLimit)
  const bytes = decompress(received, response.headers['content-encoding'])
  const bodyCut = size > bodyLimit || bytes.length >= bodyLimit
  return { body: decode(bytes, response.headers['content-type']), bodyCut, bodySha256: sha256(bytes) }
}

/** We ask for no compression, but a check may (`accept-encoding`), and some servers never ask. */
function decompress(bytes: Buffer, encoding: string | undefined): Buffer {
  // Flushing what is there makes a body that was cut readable up to the cut.
  const options = { maxOutputLength: bodyLimit, finishFlush: constants.Z_SYNC_FLUSH }
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(bytes, options)
    if (encoding === 'deflate') return inflateSync(bytes, options)
    if (encoding === 'br') return brotliDecompressSync(bytes, { maxOutputLength: bodyLimit })
  } catch {
    // Not what its header says, or far larger than we keep: then the bytes as they came are the honest answer.
  }
  return bytes
}

function decode(bytes: Buffer, contentType = ''): string {
  const charset = /charset="?([^\s;"]+)/i.exec(contentType)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return bytes.toString('utf8')
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
