import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * BuildKit keeps what it was sent under the name of the context's folder, and is sent only what changed since. Two
 * variants with one context would then count it once, for whichever is built first. Under a name of its own each
 * build is sent all that it takes; steps stay cached all the same, for those go by content.
 */
export async function openFreshContext(path: string): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'container-migrate-'))
  const link = join(folder, randomUUID())
  await symlink(path, link, 'junction')
  return { path: link, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}
