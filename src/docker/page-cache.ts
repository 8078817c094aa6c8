import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { PageCache } from '../core/domain/instance.js'

const run = promisify(execFile)
const switchFile = '/proc/sys/vm/drop_caches'
/** Pages, and the names and inodes that lead to them. */
const everything = '3'
const patienceMs = 60_000

/** Drops what the kernel keeps of files, where cold is asked for and this process may: as root, on the engine's own machine. */
export async function setPageCache(cold: boolean, engineIsHere: boolean): Promise<PageCache> {
  if (!cold) return { state: 'warm' }
  if (!engineIsHere) return { state: 'warm', warmBecause: 'the engine runs on another machine' }
  try {
    // Pages that still wait to be written cannot be dropped.
    await run('sync', [], { timeout: patienceMs })
    await writeFile(switchFile, everything)
    return { state: 'cold' }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const denied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
    return {
      state: 'warm',
      warmBecause: denied
        ? 'dropping it needs root'
        : `dropping it failed: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
}
