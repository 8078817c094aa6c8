import { createReadStream, readSync } from 'node:fs'
import { type FileHandle, lstat, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pack } from 'tar-fs'

export type OpenedImageFile =
  | { readonly outcome: 'opened'; readonly bytes: ImageFile | Readable }
  /** Nothing lies at the path. */
  | { readonly outcome: 'absent' }
  /** Something does, and it holds no image. */
  | { readonly outcome: 'refused'; readonly why: string }

/** A file that can be read anywhere. */
export interface ImageFile {
  readonly descriptor: number
  readonly sizeBytes: number
  read(into: Buffer, position: number): number
  close(): Promise<void>
}

/**
 * An archive file, or a folder with an OCI layout in it as a stream. A folder is read as if somebody had packed it just now: nothing is written.
 */
export async function openImageFile(path: string): Promise<OpenedImageFile> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return { outcome: 'absent' }
  if (found.isFile()) return openFile(path)
  // A process's output (`<(docker save …)`) is read as it comes.
  if (found.isFIFO()) return { outcome: 'opened', bytes: createReadStream(path) }
  if (!found.isDirectory()) return { outcome: 'refused', why: `${path} is neither a file nor a folder` }
  const isLayout = await Promise.any(
    ['index.json', 'manifest.json'].map((name) => lstat(join(path, name))),
  ).then(
    () => true,
    () => false,
  )
  if (isLayout) return { outcome: 'opened', bytes: pack(path) as unknown as Readable }
  return { outcome: 'refused', why: `${path} is a folder without an index.json: it holds no OCI layout` }
}

async function openFile(path: string): Promise<OpenedImageFile> {
  try {
    return { outcome: 'opened', bytes: await fileOf(await open(path)) }
  } catch (error) {
    return { outcome: 'refused', why: `${path} cannot be read: ${String(error)}` }
  }
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
