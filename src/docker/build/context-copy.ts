import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, copyFile, lstat, mkdir, open, readlink, realpath, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ContextCopy } from '../../core/domain/build-timer.js'
import { listEntries, readIgnoreText } from './context-entries.js'
import { makeRunFolder, removeFolder } from './run-folders.js'
import { readEnds } from './text-ends.js'

/**
 * A copy of what a builder would be sent, so that a file can be changed while the user's own stays as it is. Where the
 * file system can share blocks, it costs none.
 */
export async function openContextCopy(
  { contextPath, dockerfilePath, runId }: CopyRequest,
  signal: AbortSignal,
): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const context = await realpath(contextPath)
  const entries = await listEntries(context, (await readIgnoreText(context, dockerfilePath)) ?? '')
  const outer = await makeRunFolder(runId)
  // BuildKit keeps what it was sent under the folder's name.
  const folder = join(outer, randomUUID())
  const remove = () => removeFolder(outer)
  try {
    await mkdir(folder)
    for (const entry of entries) {
      signal.throwIfAborted()
      await copyEntry(context, folder, entry)
    }
    return { folder, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

export interface CopyRequest {
  readonly contextPath: string
  readonly dockerfilePath: string
  readonly runId: string
}

async function copyEntry(from: string, to: string, path: string): Promise<void> {
  const [source, target] = [join(from, path), join(to, path)]
  const found = await lstat(source)
  if (found.isDirectory()) {
    await makeFolder(from, to, path)
    return
  }
  // An exception may let a file through whose folder is ignored.
  await makeFolder(from, to, dirname(path))
  if (found.isSymbolicLink()) await symlink(await readlink(source), target)
  else if (found.isFile()) await copyFile(source, target, constants.COPYFILE_FICLONE)
}

/** With the mode of the original, for that is part of what a builder goes by; but ours to write into. */
async function makeFolder(from: string, to: string, path: string): Promise<void> {
  if (path === '.' || (await isThere(join(to, path)))) return
  await makeFolder(from, to, dirname(path))
  await mkdir(join(to, path))
  const { mode } = await lstat(join(from, path))
  await chmod(join(to, path), (mode & 0o7777) | 0o700)
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

/** The first of these files that is there and is text; a link is none, for it may lead out of the copy. */
export async function openChange(folder: string, files: readonly string[]): Promise<ContextCopy | undefined> {
  for (const file of files) {
    const path = join(folder, file)
    const found = await lstat(path).catch(() => undefined)
    if (!found?.isFile()) continue
    const text = await readEnds(path, found.size)
    if (text === undefined) continue
    // Before the first build, so that the mode is the same in all.
    await chmod(path, (found.mode & 0o7777) | 0o200)
    return {
      folder,
      file,
      async change(line) {
        const handle = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW)
        try {
          await handle.truncate(found.size)
          await handle.write(`${text.endsLine ? '' : '\n'}${line}\n`, found.size)
        } finally {
          await handle.close()
        }
      },
    }
  }
  return undefined
}
