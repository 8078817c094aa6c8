import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Named for the run, so that whoever cleans up after a killed one finds it. */
const prefixOf = (runId: string): string => `container-migrate-${runId}-`

/** In the machine's folder for what is there for a while. */
export const makeRunFolder = (runId: string): Promise<string> => mkdtemp(join(tmpdir(), prefixOf(runId)))

/** Links in it are removed, never what they lead to. */
export const removeFolder = (path: string): Promise<void> => rm(path, { recursive: true, force: true })

/** What a run that was killed has left; in any process. */
export async function removeRunFolders(runId: string): Promise<number> {
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith(prefixOf(runId)))
  for (const name of left) await removeFolder(join(tmpdir(), name))
  return left.length
}
