import { demandOutput, outputOf, type Repository } from './repository.js'

export const isFullName = (name: string): boolean => /^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(name)
export const isShortName = (name: string): boolean => /^[0-9a-f]{4,39}$/i.test(name)

/** A branch, a branch of origin, a tag or a commit, as whatever it is here; a branch comes before a tag of its name. */
export async function findCommit(repository: Repository, name: string): Promise<string | undefined> {
  const candidates = isFullName(name)
    ? [name]
    : [`refs/heads/${name}`, `refs/remotes/origin/${name}`, `refs/remotes/${name}`, `refs/tags/${name}`, name]
  for (const candidate of candidates) {
    const found = outputOf(
      await repository.run(['rev-parse', '--verify', '--quiet', `${candidate}^{commit}`]),
    )?.trim()
    if (found !== undefined && isFullName(found)) return found
  }
  return undefined
}

export const hasCommit = async (repository: Repository, commit: string): Promise<boolean> =>
  outputOf(await repository.run(['cat-file', '-e', `${commit}^{commit}`])) !== undefined

/** As the commit itself has them: where history is cut off, git would tell of none. */
export async function parentsOf(repository: Repository, commit: string): Promise<readonly string[]> {
  const text = await demandOutput(repository, ['cat-file', 'commit', commit])
  const [headers = ''] = text.split('\n\n', 1)
  return headers.split('\n').flatMap((line) => (line.startsWith('parent ') ? [line.slice(7)] : []))
}

/** Nothing where the two share no history that is here. */
export async function mergeBaseHere(
  repository: Repository,
  one: string,
  other: string,
): Promise<string | undefined> {
  const found = outputOf(await repository.run(['merge-base', one, other]))?.trim()
  return found === '' ? undefined : found
}

/** Branches of this repository and of origin as far as it knows them, without the remote's name. */
export async function knownBranches(repository: Repository): Promise<readonly string[]> {
  const format = ['for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/remotes/origin']
  const refs = outputOf(await repository.run(format)) ?? ''
  return [...new Set(refs.split('\n').map(branchName))].filter((name) => name !== '' && name !== 'HEAD')
}

const branchName = (ref: string): string => ref.replace(/^refs\/(heads|remotes\/origin)\//, '')
