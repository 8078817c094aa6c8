import { lstat, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { listEntries, readIgnoreText } from './context-entries.js'
import { readEnds } from './text-ends.js'

export type Sent = 'sent' | 'no-context' | 'outside' | 'missing' | 'no-file' | 'binary' | 'ignored'

/** Whether a path within a context is a text file that a builder is sent. */
export async function findSent(path: string, contextPath: string, dockerfilePath: string): Promise<Sent> {
  const context = await realpath(contextPath).catch(() => undefined)
  if (context === undefined) return 'no-context'
  if (path === '' || path === '..' || path.startsWith('../') || /^(?:\/|[A-Za-z]:)/.test(path))
    return 'outside'
  const found = await lstat(join(context, path)).catch(() => undefined)
  if (found === undefined) return 'missing'
  if (!found.isFile()) return 'no-file'
  if ((await readEnds(join(context, path), found.size)) === undefined) return 'binary'
  const entries = await listEntries(context, (await readIgnoreText(context, dockerfilePath)) ?? '')
  return entries.includes(path) ? 'sent' : 'ignored'
}
