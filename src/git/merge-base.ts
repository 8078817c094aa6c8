import { EnvironmentError } from '../core/domain/errors.js'
import {
  findCommit,
  hasCommit,
  isFullName,
  isShortName,
  knownBranches,
  mergeBaseHere,
  parentsOf,
} from './commits.js'
import { askTip, branchesOfOrigin, fetchCommits, hasOrigin, isUnknownThere } from './origin.js'
import { outputOf, type Repository } from './repository.js'
import { cutsBelow, isShallow } from './shallow.js'

export interface MergeBaseQuestion {
  /** A branch, a branch of origin, a tag or a commit. */
  readonly base: string
  /** A commit that a host made to try a merge into the base: its first parent is the base. */
  readonly trialMerge?: string
  readonly onNote: (text: string) => void
}

export type MergeBase =
  | { readonly found: 'commit'; readonly commit: string; readonly head: string }
  /** There is nothing of that name, here or at origin. */
  | { readonly found: 'no-base'; readonly branches: readonly string[] }

/** How much further back each fetch goes. What none of them reaches is too far for a look at what changed. */
const deepenBy = [50, 500, 5_000]
const mostCuts = 1_000
const wholeHistory = 'check out with `fetch-depth: 0`'

/**
 * The last state of the repository that HEAD and the base have in common. History that a shallow clone lacks is
 * fetched; where that fails it throws, with what to do about it.
 */
export async function findMergeBase(
  repository: Repository,
  { base, trialMerge, onNote }: MergeBaseQuestion,
): Promise<MergeBase> {
  const head = await findHead(repository)
  if (trialMerge === head) {
    const [first, second] = await parentsOf(repository, head)
    if (first !== undefined && second !== undefined && (await bring(repository, first, onNote)))
      return { found: 'commit', commit: first, head }
  }
  const tip = (await findCommit(repository, base)) ?? (await findAtOrigin(repository, base, onNote))
  if (tip === undefined) return { found: 'no-base', branches: await allBranches(repository) }
  const commit = await followBack(repository, head, tip, onNote)
  if (commit !== undefined) return { found: 'commit', commit, head }
  throw new EnvironmentError(`HEAD and ${base} share no history`, 'give a base that this branch began at')
}

async function findHead(repository: Repository): Promise<string> {
  const head = outputOf(await repository.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']))?.trim()
  if (head) return head
  throw new EnvironmentError('nothing is committed in this repository yet', 'commit, or run without a base')
}

/** Whether a commit is here, fetched where it was not. */
export async function bring(repository: Repository, commit: string, onNote: MergeBaseQuestion['onNote']) {
  if (await hasCommit(repository, commit)) return true
  if (!(await hasOrigin(repository))) return false
  onNote(`the commit ${commit.slice(0, 12)} is not in this clone: fetching it from origin`)
  return outputOf(await fetchCommits(repository, await justThis(repository), [commit])) !== undefined
}

/** A depth would cut off the history of a repository that has all of it. */
const justThis = async (repository: Repository): Promise<readonly string[]> =>
  (await isShallow(repository)) ? ['--depth=1'] : []

/** Nothing where origin has no such branch or commit either. Throws where that cannot be learnt. */
async function findAtOrigin(
  repository: Repository,
  base: string,
  onNote: MergeBaseQuestion['onNote'],
): Promise<string | undefined> {
  const [shallow, origin] = [await isShallow(repository), await hasOrigin(repository)]
  if (!origin && !shallow) return undefined
  if (!origin)
    throw new EnvironmentError(`this clone is shallow, and the base ${base} is not in it`, wholeHistory)
  if (shallow && /[~^]/.test(base)) return findBehind(repository, base, onNote)
  let commit = base
  if (!isFullName(base)) {
    const tip = await askTip(repository, base)
    if (tip.found === 'no-answer') throw noAnswer(base)
    if (tip.found === 'none') {
      if (!isShortName(base) || !shallow) return undefined
      throw new EnvironmentError(
        `this clone is shallow, and the base ${base} is not in it`,
        `give the commit's full name, or ${wholeHistory}`,
      )
    }
    commit = tip.commit
    if (await hasCommit(repository, commit)) return commit
  }
  onNote(`the base ${base} is not in this clone: fetching it from origin`)
  const end = await fetchCommits(repository, await justThis(repository), [commit])
  if (outputOf(end) !== undefined) return commit
  if (isUnknownThere(end)) return undefined
  throw noAnswer(base)
}

/** `HEAD~3`: further back from something that is here. */
async function findBehind(
  repository: Repository,
  base: string,
  onNote: MergeBaseQuestion['onNote'],
): Promise<string> {
  const start = await findCommit(repository, base.replace(/[~^].*$/s, ''))
  const cuts = start === undefined ? [] : await cutsBelow(repository, [start])
  onNote(`the base ${base} is not in this shallow clone: fetching more of its history from origin`)
  if (cuts.length > 0) await fetchCommits(repository, [`--deepen=${deepenBy[0]}`], cuts)
  const found = await findCommit(repository, base)
  if (found !== undefined) return found
  throw new EnvironmentError(`this clone is shallow, and the base ${base} is not in it`, wholeHistory)
}

const noAnswer = (base: string): EnvironmentError =>
  new EnvironmentError(
    `the base ${base} is not in this clone, and origin could not be asked for it`,
    `${wholeHistory}, or let the checkout keep its credentials`,
  )

/** Nothing where all history is here and they share none. */
async function followBack(
  repository: Repository,
  head: string,
  tip: string,
  onNote: MergeBaseQuestion['onNote'],
): Promise<string | undefined> {
  // Told by the commit itself, which a clone of depth 1 has although it has no parents of it.
  if ((await parentsOf(repository, head)).includes(tip)) return tip
  for (const more of [...deepenBy, 0]) {
    const commit = await mergeBaseHere(repository, head, tip)
    if (commit !== undefined) return commit
    const cuts = await cutsBelow(repository, [head, tip])
    if (cuts.length === 0) return undefined
    if (more === 0 || cuts.length > mostCuts) break
    if (!(await hasOrigin(repository))) throw tooShallow('and there is no origin to fetch more from')
    onNote(`this clone is too shallow for a merge base: fetching ${more} commits more from origin`)
    const end = await fetchCommits(repository, [`--deepen=${more}`], cuts)
    if (outputOf(end) !== undefined) continue
    // Another process of ours may have been at it in the same clone.
    const there = await mergeBaseHere(repository, head, tip)
    if (there !== undefined) return there
    throw tooShallow('and more could not be fetched from origin')
  }
  throw tooShallow(`${deepenBy.reduce((sum, more) => sum + more)} commits more did not reach it`)
}

const tooShallow = (why: string): EnvironmentError =>
  new EnvironmentError(`this clone is too shallow for the merge base, ${why}`, wholeHistory)

const allBranches = async (repository: Repository): Promise<readonly string[]> => [
  ...new Set([
    ...(await knownBranches(repository)),
    ...((await hasOrigin(repository)) ? await branchesOfOrigin(repository) : []),
  ]),
]
