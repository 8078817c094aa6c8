import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** Everything the scripts keep between runs: daemon logs, extracted engines, base image archives. */
export const cacheFolder = () =>
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'container-migrate')

/**
 * Writes a file or folder unless it is there. It gets its final name in one step, so a run that dies halfway
 * leaves nothing that a later run would take for whole.
 */
export const makeOnce = async (path, write) => {
  if (existsSync(path)) return false
  const draft = `${path}.${process.pid}.tmp`
  await mkdir(dirname(path), { recursive: true })
  try {
    await write(draft)
    await rename(draft, path)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return true
}
