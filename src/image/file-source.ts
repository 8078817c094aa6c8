import { setImmediate } from 'node:timers/promises'
import { cancelledReading, unreadableArchive } from './archive-error.js'
import type { ArchiveFile, ByteSource } from './byte-source.js'

/** Few files are larger, and those that are get passed over from here. */
const WINDOW_BYTES = 64 * 1024
/** The reads are synchronous, five times as fast as those that wait: others get their turn this often. */
const READS_AT_ONCE = 128

/** A stretch of a file. It ends early with an error only: a file that stops inside it is cut off. */
export function fileSource(
  file: ArchiveFile,
  offset: number,
  bytes: number,
  signal: AbortSignal | undefined,
): ByteSource {
  const end = offset + bytes
  let position = offset
  async function* read(): AsyncGenerator<Buffer, void, undefined> {
    const window = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, bytes))
    for (let reads = 1; position < end; reads++) {
      if (reads % READS_AT_ONCE === 0) await setImmediate()
      if (signal?.aborted) throw cancelledReading()
      const count = readAt(file, window.subarray(0, Math.min(window.length, end - position)), position)
      if (count === 0) throw unreadableArchive(cutOff(file))
      position += count
      yield window.subarray(0, count)
    }
  }
  const skip = (skipped: number): void => {
    position += skipped
    if (position > file.sizeBytes) throw unreadableArchive(cutOff(file))
  }
  return { [Symbol.asyncIterator]: read, skip, file: { descriptor: file.descriptor, offset } }
}

export function readAt(file: ArchiveFile, into: Buffer, position: number): number {
  try {
    return file.read(into, position)
  } catch (error) {
    throw unreadableArchive(error instanceof Error ? error.message : String(error))
  }
}

const cutOff = ({ sizeBytes }: ArchiveFile): string =>
  `it is cut off: it stops inside an entry, after ${sizeBytes} bytes`
