import { readFile } from 'node:fs/promises'

/** How many files and connections this process may have open; undefined where it is not said or not limited. */
export async function mostOpenFiles(): Promise<number | undefined> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '')
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
  return soft === undefined ? undefined : Number(soft)
}
