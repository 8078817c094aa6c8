import { outputOf, type Repository } from './repository.js'
import type { GitEnd } from './run-git.js'

/** What is ever fetched comes from here. */
const remote = 'origin'

const askMs = 30_000
const fetchMs = 90_000

export const hasOrigin = async (repository: Repository): Promise<boolean> =>
  outputOf(await repository.run(['config', '--get', `remote.${remote}.url`])) !== undefined

export type RemoteTip =
  | { readonly found: 'tip'; readonly commit: string }
  | { readonly found: 'none' }
  | { readonly found: 'no-answer' }

/** Where a branch or a tag of origin stands now. */
export async function askTip(repository: Repository, name: string): Promise<RemoteTip> {
  const bare = name.replace(/^refs\/(heads|tags|remotes\/origin)\//, '').replace(/^origin\//, '')
  const wanted = [...new Set([name, bare])].flatMap((one) => [
    `refs/heads/${one}`,
    `refs/tags/${one}^{}`,
    `refs/tags/${one}`,
  ])
  const end = await repository.run(['ls-remote', '--quiet', remote, ...wanted], { timeoutMs: askMs })
  const output = outputOf(end)
  if (output === undefined) return { found: 'no-answer' }
  const tips = new Map(output.split('\n').map((line) => [line.slice(line.indexOf('\t') + 1), line]))
  const [line] = wanted.flatMap((ref) => tips.get(ref) ?? [])
  return line === undefined ? { found: 'none' } : { found: 'tip', commit: line.slice(0, line.indexOf('\t')) }
}

export async function branchesOfOrigin(repository: Repository): Promise<readonly string[]> {
  const end = await repository.run(['ls-remote', '--quiet', '--heads', remote], { timeoutMs: askMs })
  return (outputOf(end) ?? '').split('\n').flatMap((line) => line.split('\trefs/heads/')[1] ?? [])
}

/**
 * Brings commits here by their names and nothing else: with no refspec of the user's in force, no branch of any kind
 * is moved by it.
 */
export const fetchCommits = (
  repository: Repository,
  how: readonly string[],
  commits: readonly string[],
): Promise<GitEnd> =>
  repository.run(
    [
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-prune',
      '--no-recurse-submodules',
      '--refmap=',
      ...how,
      remote,
      ...commits,
    ],
    { timeoutMs: fetchMs },
  )

/** The other side answered, and has no such commit. */
export const isUnknownThere = (end: GitEnd): boolean =>
  end.ended === 'exited' && /not our ref|no such (remote )?ref|unadvertised object/i.test(end.complaint)
