import type { ArchiveStream } from '../core/domain/archive-stream.js'
import { cancelledReading, unreadableArchive } from './archive-error.js'
import type { ByteSource } from './byte-source.js'
import { detectCompression, InflateError, MAGIC_BYTES } from './compression.js'
import { inflate } from './inflate.js'
import type { ReadBudget } from './read-limits.js'

/** The plain bytes of an archive that may itself be compressed. Every way they can end early is an ArchiveError. */
export async function* plainBytes(
  raw: ByteSource,
  budget: ReadBudget,
): AsyncGenerator<Buffer, void, undefined> {
  const { head, bytes } = await peek(raw, MAGIC_BYTES)
  if (head.length === 0) throw unreadableArchive('it is empty')
  const compression = detectCompression(head)
  if (compression === 'none') {
    yield* bytes
    return
  }
  try {
    for await (const chunk of inflate(bytes, compression)) {
      budget.unpacked(chunk.length)
      yield chunk
    }
  } catch (error) {
    throw error instanceof InflateError ? unreadableArchive(error.message) : error
  }
}

/** Looks at the first bytes without losing them; fewer come back only where there are no more. */
export async function peek(
  source: ByteSource,
  wantedBytes: number,
): Promise<{ readonly head: Buffer; readonly bytes: ByteSource }> {
  const iterator = source[Symbol.asyncIterator]()
  let head: Buffer = Buffer.alloc(0)
  while (head.length < wantedBytes) {
    const next = await iterator.next()
    if (next.done) break
    head =
      head.length === 0 && next.value.length >= wantedBytes ? next.value : Buffer.concat([head, next.value])
  }
  const bytes = resume(head, iterator)
  const { skip, file } = source
  return {
    head,
    bytes: { [Symbol.asyncIterator]: () => bytes, ...(skip && { skip }), ...(file && { file }) },
  }
}

async function* resume(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  try {
    if (head.length > 0) yield head
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
  } finally {
    await rest.return?.()
  }
}

const bufferOf = (piece: Uint8Array | string): Buffer =>
  Buffer.isBuffer(piece) ? piece : typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece)

export async function* streamBytes(
  stream: ArchiveStream,
  signal: AbortSignal | undefined,
  budget: ReadBudget,
): AsyncGenerator<Buffer, void, undefined> {
  const cancel = (): void => {
    stream.destroy()
  }
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    if (signal?.aborted) cancel()
    for await (const piece of stream) {
      const chunk = bufferOf(piece)
      budget.stored(chunk.length)
      yield chunk
    }
  } catch (error) {
    if (signal?.aborted) throw cancelledReading()
    throw unreadableArchive(error instanceof Error ? error.message : String(error))
  } finally {
    signal?.removeEventListener('abort', cancel)
    stream.destroy()
  }
}
