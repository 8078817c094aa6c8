import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EnvironmentError } from '../core/domain/errors.js'

/** Whole or not at all: a reader never sees half a record, and a full disk leaves the old one. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomUUID().slice(0, 8)}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(temporary, text)
    await rename(temporary, path)
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

/** For files of the user's: never over one that exists. */
export async function writeNew(path: string, text: string): Promise<'written' | 'exists'> {
  try {
    await mkdir(dirname(path), { recursive: true })
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
