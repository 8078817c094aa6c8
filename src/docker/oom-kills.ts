import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** How many processes this machine's kernel has killed for memory since it started; undefined where it does not tell. */
export async function readOomKills(root = '/'): Promise<number | undefined> {
  const counters = await readFile(join(root, 'proc/vmstat'), 'utf8').catch(() => '')
  const count = /^oom_kill (\d+)$/m.exec(counters)?.[1]
  return count === undefined ? undefined : Number(count)
}
