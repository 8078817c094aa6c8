import { randomUUID } from 'node:crypto'
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EnvironmentError, UsageError } from '../core/domain/errors.js'
import { makeFolders } from './make-folders.js'

/** Whole or not at all: a reader never sees half a record, and a full disk leaves the old one. */
export async function writeWhole(path: string, text: string): Promise<void> {
  // What a link points at is written, not the link.
  const target = await realpath(path).catch(() => path)
  const temporary = temporaryBeside(target)
  try {
    await makeFolders(dirname(target))
    await writeFile(temporary, text)
    await rename(temporary, target)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {})
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EnvironmentError(
      `cannot write ${path}: ${why}`,
      'check the folder, its permissions and free space',
      { cause },
    )
  }
}

/** Tells before a long run that its record could not be written after it. */
export async function requireWritable(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  // A device or a pipe would be replaced by a file, which root may do even to /dev/null.
  if (found && !found.isFile()) throw new UsageError(`cannot write ${path}: it is there, and no file`)
  // Only trying tells: permissions say nothing to root, and nothing about a file system mounted read-only.
  const trial = temporaryBeside(path)
  try {
    await makeFolders(dirname(path))
    await writeFile(trial, '')
    await rm(trial)
  } catch (cause) {
    throw new UsageError(`cannot write ${path}: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

const temporaryBeside = (path: string): string => `${path}.${randomUUID().slice(0, 8)}.tmp`

/** For files of the user's: never over one that exists. */
export async function writeNew(path: string, text: string): Promise<'written' | 'exists'> {
  try {
    await makeFolders(dirname(path))
    await writeFile(path, text, { flag: 'wx' })
    return 'written'
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return 'exists'
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new EnvironmentError(`cannot write ${path}: ${why}`, 'check the folder and its permissions', {
      cause,
    })
  }
}
