import { randomUUID } from 'node:crypto'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { makeRunFolder, removeFolder } from './run-folders.js'

/**
 * BuildKit keeps what it was sent under the name of the context's folder, and is sent only what changed since. Two
 * variants with one context would then count it once, for whichever is built first. Under a name of its own each
 * build is sent all that it takes; steps stay cached all the same, for those go by content.
 */
export async function openFreshContext(
  path: string,
  runId: string,
): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await makeRunFolder(runId)
  const link = join(folder, randomUUID())
  await symlink(path, link, 'junction')
  return { path: link, [Symbol.asyncDispose]: () => removeFolder(folder) }
}
