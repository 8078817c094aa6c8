import { unreadableArchive } from './archive-error.js'
import type { ArchiveFile, ByteSource } from './byte-source.js'
import { fileSource, readAt } from './file-source.js'
import { makeTarWalk, type TarEntry, type TarEvent, type TarWalk } from './tar.js'
import { TarError } from './tar-error.js'
import { BLOCK_BYTES } from './tar-header.js'

export interface ArchiveMember {
  readonly entry: TarEntry
  /** To be read in whole, in part or not at all, before the next member is asked for. */
  readonly body: ByteSource
}

/** The members of the outer tar as they come. Returns whether the mark that ends a tar was there. */
export async function* readMembers(
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<ArchiveMember, boolean, undefined> {
  const walk = makeTarWalk()
  const events = walkEvents(bytes, walk)
  try {
    for (let next = await events.next(); !next.done; next = await events.next()) {
      // Whatever a reader left of a body comes past here, and is dropped.
      if (next.value.kind === 'entry') yield { entry: next.value.entry, body: readBody(events) }
    }
  } finally {
    await events.return()
  }
  return walk.ended
}

/** The same of a plain archive in a file: their bytes are read only where somebody asks for them. */
export async function* seekMembers(
  file: ArchiveFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<ArchiveMember, boolean, undefined> {
  const walk = makeTarWalk()
  const block = Buffer.alloc(BLOCK_BYTES)
  let position = 0
  while (!walk.ended && position < file.sizeBytes) {
    const count = readAt(file, block, position)
    if (count === 0) break
    position += count
    for (const event of translated(walk.feed(block.subarray(0, count)))) {
      if (event.kind !== 'entry') continue
      const { entry } = event
      yield { entry, body: fileSource(file, position, entry.storedBytes, signal) }
    }
    const passed = Math.min(walk.passableBytes, file.sizeBytes - position)
    for (const _ of walk.pass(passed));
    position += passed
  }
  ended(walk)
  return walk.ended
}

async function* readBody(events: AsyncGenerator<TarEvent>): AsyncGenerator<Buffer, void, undefined> {
  for (let next = await events.next(); !next.done; next = await events.next()) {
    if (next.value.kind !== 'data') return
    yield next.value.chunk
  }
}

async function* walkEvents(
  bytes: AsyncIterable<Buffer>,
  walk: TarWalk,
): AsyncGenerator<TarEvent, void, undefined> {
  for await (const chunk of bytes) yield* translated(walk.feed(chunk))
  ended(walk)
}

/** Turns its own TarErrors into ArchiveErrors here, so that a layer's can be told from the archive's. */
function* translated(events: Iterable<TarEvent>): Generator<TarEvent, void, undefined> {
  try {
    yield* events
  } catch (error) {
    throw ofArchive(error)
  }
}

function ended(walk: TarWalk): void {
  try {
    walk.end()
  } catch (error) {
    throw ofArchive(error)
  }
}

function ofArchive(error: unknown): unknown {
  if (!(error instanceof TarError)) return error
  return unreadableArchive(error.truncated ? `it is cut off: ${error.message}` : error.message)
}
