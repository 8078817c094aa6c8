import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError } from '../core/domain/errors.js'
import { hasCommit } from './commits.js'
import { workTreePrefix } from './left-work-trees.js'
import { bring } from './merge-base.js'
import { complaintOf, outputOf, type Repository } from './repository.js'

/** As long as a large repository takes, the filters of large files that are fetched included. */
const layOutMs = 600_000

export interface WorkTreeRequest {
  readonly commit: string
  readonly runId: string
  readonly onNote: (text: string) => void
}

/**
 * The files of a commit in a folder of their own, with an index of their own: neither the user's work tree nor anything that
 * Git keeps of it is touched, and no hook runs. Throws where it cannot be had, and leaves nothing then.
 */
export async function openWorkTree(
  repository: Repository,
  { commit, runId, onNote }: WorkTreeRequest,
): Promise<AsyncDisposable & { readonly folder: string }> {
  if (!(await hasCommit(repository, commit)) && !(await bring(repository, commit, onNote)))
    throw new EnvironmentError(
      `the commit ${commit.slice(0, 12)} of the base is not in this clone, and could not be fetched from origin`,
      'check out with `fetch-depth: 0`, or let the checkout keep its credentials',
    )
  const outer = await mkdtemp(join(tmpdir(), workTreePrefix(runId)))
  const remove = () => rm(outer, { recursive: true, force: true })
  try {
    const folder = join(outer, 'tree')
    const indexFile = join(outer, 'index')
    await mkdir(folder)
    for (const args of [
      ['read-tree', commit],
      ['checkout-index', '--all', '--quiet', `--prefix=${folder}/`],
    ]) {
      const end = await repository.run(args, { indexFile, timeoutMs: layOutMs })
      if (outputOf(end) === undefined)
        throw new EnvironmentError(
          `the base's files could not be laid out: ${complaintOf(end)}`,
          'check that `git status` succeeds here, and that there is room in the folder for temporary files',
        )
    }
    return { folder, [Symbol.asyncDispose]: remove }
  } catch (error) {
    await remove()
    throw error
  }
}
