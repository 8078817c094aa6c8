import type { ArchiveStream } from '../core/domain/archive-stream.js'
import { plainBytes, streamBytes } from './archive-bytes.js'
import { type ArchiveMember, readMembers, seekMembers } from './archive-members.js'
import type { ArchiveFile } from './byte-source.js'
import { detectCompression, MAGIC_BYTES } from './compression.js'
import { fileSource, readAt } from './file-source.js'
import type { ReadBudget } from './read-limits.js'

/** The members of an archive, in a file by seeking where its bytes are plain. */
export function openArchive(
  source: ArchiveStream | ArchiveFile,
  signal: AbortSignal | undefined,
  budget: ReadBudget,
): AsyncGenerator<ArchiveMember, boolean, undefined> {
  if (!isFile(source)) return readMembers(plainBytes(streamBytes(source, signal, budget), budget))
  budget.stored(source.sizeBytes)
  const head = Buffer.alloc(MAGIC_BYTES)
  const filled = readAt(source, head, 0)
  if (filled > 0 && detectCompression(head.subarray(0, filled)) === 'none') return seekMembers(source, signal)
  return readMembers(plainBytes(fileSource(source, 0, source.sizeBytes, signal), budget))
}

const isFile = (source: ArchiveStream | ArchiveFile): source is ArchiveFile => 'descriptor' in source
