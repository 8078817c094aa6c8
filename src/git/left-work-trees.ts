import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Named for the run, so that whoever cleans up after a killed one finds it. */
export const workTreePrefix = (runId: string): string => `container-migrate-base-${runId}-`

/** What a run that was killed has left; in any process. */
export async function removeWorkTrees(runId: string): Promise<number> {
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith(workTreePrefix(runId)))
  for (const name of left) await rm(join(tmpdir(), name), { recursive: true, force: true })
  return left.length
}
