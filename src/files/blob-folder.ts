import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobDraft, BlobReader, BlobWriter } from '../core/domain/blobs.js'
import { EnvironmentError } from '../core/domain/errors.js'
import { makeFolders } from './make-folders.js'

/** The blobs of an OCI layout's folder, for taking more in. */
export async function openBlobWriter(layout: string): Promise<BlobWriter> {
  const folder = join(layout, 'blobs', 'sha256')
  await atPlace(folder, async () => {
    await makeFolders(folder)
    // Of somebody who was killed: nobody else writes here.
    for (const name of await readdir(folder)) if (isDraft(name)) await rm(join(folder, name))
  })
  return {
    begin: () => {
      const path = join(folder, `.${randomUUID()}.draft`)
      return atPlace(path, async () => draftOf(await open(path, 'wx'), path, folder))
    },
  }
}

/** Hidden, so that whoever uploads the folder leaves them out. */
const isDraft = (name: string): boolean => name.startsWith('.') && name.endsWith('.draft')

function draftOf(handle: FileHandle, path: string, folder: string): BlobDraft {
  let isKept = false
  return {
    write: (bytes) =>
      atPlace(folder, async () => {
        let rest = bytes
        while (rest.length > 0) rest = rest.subarray((await handle.write(rest)).bytesWritten)
      }),
    keep: (digest) =>
      atPlace(folder, async () => {
        if (isKept) return
        await handle.close()
        await rename(path, join(folder, hexOf(digest)))
        isKept = true
      }),
    async drop() {
      if (isKept) return
      await handle.close().catch(() => {})
      await rm(path, { force: true }).catch(() => {})
    },
  }
}

/** The blobs of an OCI layout's folder, for reading. */
export function blobReader(layout: string): BlobReader {
  const pathOf = (digest: string) => join(layout, 'blobs', 'sha256', hexOf(digest))
  return {
    async sizeOf(digest) {
      const found = await stat(pathOf(digest)).catch(() => undefined)
      return found?.isFile() ? found.size : undefined
    },
    read: (digest) => createReadStream(pathOf(digest), { highWaterMark: 256 * 1024 }),
  }
}

/** A digest may come from a file that somebody sent: it names a blob and nothing else. */
function hexOf(digest: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1]
  if (hex === undefined) throw new Error(`${digest} is no digest`)
  return hex
}

async function atPlace<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EnvironmentError(
      `cannot write images to ${path}: ${why}`,
      'check the folder, its permissions and free space, or name another with --images',
      { cause },
    )
  }
}
