import type { ArchiveStream } from '../../core/domain/archive-stream.js'
import { openSocketBytes, type SocketBytes } from './socket-bytes.js'
import { makeUnchunker } from './unchunk.js'

export interface SocketCall {
  readonly socketPath: string
  readonly path: string
  readonly signal: AbortSignal
  /** Called once, when the connection is gone. */
  readonly onClose: () => void
}

/** Longer heads, and longer messages of what failed, no engine sends. */
const MOST_BYTES = 64 * 1024

/** Asks for something large and gives it out as fast as it comes. Errors of the engine are told as dockerode tells them. */
export async function openSocketAnswer(call: SocketCall): Promise<ArchiveStream> {
  const { socketPath, path, signal, onClose } = call
  signal.throwIfAborted()
  const cancel = (): void => socket.destroy(new DOMException('The operation was aborted', 'AbortError'))
  const socket = openSocketBytes(socketPath, () => {
    signal.removeEventListener('abort', cancel)
    onClose()
  })
  signal.addEventListener('abort', cancel, { once: true })
  try {
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
    const { statusCode, isChunked, length, rest } = await readHead(socket)
    const body = bodyOf(socket, rest, isChunked ? 'chunked' : length)
    if (statusCode !== 200) throw await engineError(statusCode, body)
    return {
      [Symbol.asyncIterator]: () => body,
      destroy: socket.destroy,
      get errored() {
        return socket.errored
      },
    }
  } catch (error) {
    socket.destroy()
    throw error
  }
}

interface AnswerHead {
  readonly statusCode: number
  readonly isChunked: boolean
  /** Absent where the body lasts as long as the connection. */
  readonly length: number | undefined
  /** Of the body, what came with the head. */
  readonly rest: Buffer
}

async function readHead(socket: SocketBytes): Promise<AnswerHead> {
  let head = Buffer.alloc(0)
  for (;;) {
    const bytes = await socket.next()
    if (bytes === undefined) throw brokenOff('socket hang up')
    head = Buffer.concat([head, bytes])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0 && head.length <= MOST_BYTES) continue
    const [status = '', ...fields] = head.toString('latin1', 0, Math.max(0, end)).split('\r\n')
    const statusCode = Number(/^HTTP\/1\.[01] (\d{3})/.exec(status)?.[1])
    if (!(statusCode >= 200)) throw new Error('the answer is no valid HTTP')
    const lengths = fields.flatMap((field) => /^content-length:\s*(\d+)\s*$/i.exec(field)?.[1] ?? [])
    return {
      statusCode,
      isChunked: fields.some((field) => /^transfer-encoding:.*\bchunked\s*$/i.test(field)),
      length: lengths[0] === undefined ? undefined : Number(lengths[0]),
      rest: head.subarray(end + 4),
    }
  }
}

async function* bodyOf(
  socket: SocketBytes,
  rest: Buffer,
  length: number | 'chunked' | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const unchunker = length === 'chunked' ? makeUnchunker() : undefined
  let left = typeof length === 'number' ? length : Number.POSITIVE_INFINITY
  try {
    for (let bytes: Buffer | undefined = rest; ; bytes = await socket.next()) {
      if (bytes === undefined) {
        if (length === undefined) return
        throw brokenOff('the connection was aborted')
      }
      const part = unchunker?.take(bytes) ?? bytes.subarray(0, left)
      left -= part.length
      if (part.length > 0) yield part
      if (unchunker?.ended || left === 0) return
    }
  } catch (error) {
    socket.destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  } finally {
    socket.destroy()
  }
}

async function engineError(statusCode: number, body: AsyncIterable<Buffer>): Promise<Error> {
  let text = ''
  for await (const part of body) {
    text += part.toString('utf8')
    if (text.length > MOST_BYTES) break
  }
  return Object.assign(new Error(`(HTTP code ${statusCode}) ${text.trim()}`), { statusCode, ...parsed(text) })
}

function parsed(text: string): { readonly json?: unknown } {
  try {
    return { json: JSON.parse(text) }
  } catch {
    return {}
  }
}

const brokenOff = (why: string): Error => Object.assign(new Error(why), { code: 'ECONNRESET' })
