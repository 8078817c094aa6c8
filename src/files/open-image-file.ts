import { createReadStream } from 'node:fs'
import { lstat, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pack } from 'tar-fs'
import { UsageError } from '../core/domain/errors.js'

const pieceBytes = 1024 * 1024

/**
 * An archive file, or a folder with an OCI layout in it, as one stream; undefined where nothing lies at the path. A
 * folder is read as if somebody had packed it just now: nothing is written.
 */
export async function openImageFile(path: string): Promise<Readable | undefined> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return undefined
  if (found.isFile()) return createReadStream(path, { highWaterMark: pieceBytes })
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
