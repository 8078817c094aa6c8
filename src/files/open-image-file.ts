import { readSync } from 'node:fs'
import { type FileHandle, lstat, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pack } from 'tar-fs'
import { UsageError } from '../core/domain/errors.js'

/** A file that can be read anywhere. */
export interface ImageFile {
  readonly descriptor: number
  readonly sizeBytes: number
  read(into: Buffer, position: number): number
  close(): Promise<void>
}

/**
 * An archive file, or a folder with an OCI layout in it as a stream; undefined where nothing lies at the path. A folder
 * is read as if somebody had packed it just now: nothing is written.
 */
export async function openImageFile(path: string): Promise<ImageFile | Readable | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return undefined
  if (found.isFile()) return fileOf(await open(path))
  if (!found.isDirectory()) throw new UsageError(`${path} is neither a file nor a folder`)
  const isLayout = await Promise.any(
    ['index.json', 'manifest.json'].map((name) => lstat(join(path, name))),
  ).then(
    () => true,
    () => false,
  )
  if (isLayout) return pack(path) as unknown as Readable
  throw new UsageError(`${path} is a folder without an index.json: it holds no OCI layout`)
}

async function fileOf(handle: FileHandle): Promise<ImageFile> {
  const { size } = await handle.stat()
  return {
    descriptor: handle.fd,
    sizeBytes: size,
    read: (into, position) => readSync(handle.fd, into, 0, into.length, position),
    close: () => handle.close(),
  }
}
