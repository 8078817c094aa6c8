import { unreadableArchive } from './archive-error.js'
import { makeTarWalk, type TarEntry, type TarEvent, type TarWalk } from './tar.js'
import { TarError } from './tar-error.js'

export interface ArchiveMember {
  readonly entry: TarEntry
  /** To be read in whole, in part or not at all, before the next member is asked for. */
  readonly body: AsyncIterable<Buffer>
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

async function* readBody(events: AsyncGenerator<TarEvent>): AsyncGenerator<Buffer, void, undefined> {
  for (let next = await events.next(); !next.done; next = await events.next()) {
    if (next.value.kind !== 'data') return
    yield next.value.chunk
  }
}

/** Turns its own TarErrors into ArchiveErrors here, so that a layer's can be told from the archive's. */
async function* walkEvents(
  bytes: AsyncIterable<Buffer>,
  walk: TarWalk,
): AsyncGenerator<TarEvent, void, undefined> {
  try {
    for await (const chunk of bytes) yield* walk.feed(chunk)
    walk.end()
  } catch (error) {
    if (!(error instanceof TarError)) throw error
    throw unreadableArchive(error.truncated ? `it is cut off: ${error.message}` : error.message)
  }
}
