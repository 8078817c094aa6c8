import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { PageCache } from '../core/domain/instance.js'

const run = promisify(execFile)
const patienceMs = 60_000

/** Drops what the kernel keeps of files, where cold is asked for and this process may. */
export async function setPageCache(cold: boolean): Promise<PageCache> {
  if (!cold) return { state: 'warm' }
  try {
    // Pages that still wait to be written cannot be dropped; 3 is pages and the names that lead to them.
    await run('sync', [], { timeout: patienceMs })
    await writeFile('/proc/sys/vm/drop_caches', '3')
    return { state: 'cold' }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const denied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
    return { state: 'warm', warmBecause: denied ? 'dropping it needs root' : `dropping it failed: ${error}` }
  }
}
