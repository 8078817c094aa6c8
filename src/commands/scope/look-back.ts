import { nearest } from '../../core/config/nearest.js'
import { EnvironmentError, UsageError } from '../../core/domain/errors.js'
import { findMergeBase } from '../../git/merge-base.js'
import type { Repository } from '../../git/repository.js'
import { readSubject } from '../../github/event.js'

export interface LookBackRequest {
  /** A branch, a tag or a commit. */
  readonly base: string
  readonly env: NodeJS.ProcessEnv
  readonly onNote: (text: string) => void
}

export interface Since {
  readonly commit: string
  readonly head: string
}

/** The last state that this one has in common with a base. */
export async function lookBack(
  repository: Repository,
  { base, env, onNote }: LookBackRequest,
): Promise<Since> {
  if (/^-|[\s\0]|^$/.test(base))
    throw new UsageError(`base: ${JSON.stringify(base)} names no branch or commit`)
  if (/^0+$/.test(base))
    throw new EnvironmentError('the base is no commit, as it is for a branch that is new', 'give a branch')
  const trialMerge = await trialMergeInto(base, env)
  const found = await findMergeBase(repository, { base, ...(trialMerge && { trialMerge }), onNote })
  if (found.found === 'commit') return found
  const near = nearest(base.replace(/^origin\//, ''), found.branches)
  const known = [...new Set([...(near === undefined ? [] : [near]), ...found.branches])].slice(0, 5)
  const told = known.length === 0 ? '' : `; known branches: ${known.join(', ')}`
  throw new UsageError(`base: no branch, tag or commit ${base}, neither here nor at origin${told}`)
}

/** On a pull request GitHub checks out a merge into its base, and says which commit that is. */
async function trialMergeInto(base: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (env.GITHUB_EVENT_NAME !== 'pull_request' || !env.GITHUB_SHA) return undefined
  const { baseSha } = await readSubject(env)
  const names = [env.GITHUB_BASE_REF, baseSha].filter((name) => name !== undefined && name !== '')
  return names.includes(base.replace(/^(refs\/heads\/|origin\/)/, '')) ? env.GITHUB_SHA : undefined
}
