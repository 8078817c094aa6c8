import type { Client } from './client.js'
import { readRun } from './comment-body.js'
import type { OwnComment, PullRequestRef } from './own-comment.js'
import { mustYield, type RunOrder } from './run-order.js'

/** Why a comment is left as it is: one sentence for the log. Nothing where ours may be written. */
export async function whyLeave(
  client: Client,
  target: PullRequestRef,
  run: RunOrder | undefined,
  existing: OwnComment | undefined,
): Promise<string | undefined> {
  if (run === undefined) return undefined
  const theirs = existing && readRun(existing.body)
  if (theirs && mustYield(run, theirs))
    return `The comment is left as it is: a newer run${ofCommit(theirs)} wrote it. This report is in the job summary.`
  const head = await findMovedHead(client, target, run)
  return head === undefined
    ? undefined
    : `The comment is left alone: the pull request has moved on to ${short(head)}, and this run is of ${short(run.commit)}. This report is in the job summary.`
}

/** After a write: whether the newer run that the pull request has by now may have been written over. */
export async function tellOverwritten(
  client: Client,
  target: PullRequestRef,
  run: RunOrder,
): Promise<{ readonly note?: string }> {
  const head = await findMovedHead(client, target, run)
  if (head === undefined) return {}
  return {
    note: `While the comment was written, the pull request moved on to ${short(head)}. It shows ${short(run.commit)} until the run of the newer commit has written; where that was done already, run it again.`,
  }
}

/** The pull request's commit where it is not ours any more. A token may not be allowed to ask: then nobody knows. */
async function findMovedHead(
  client: Client,
  { owner, repo, number }: PullRequestRef,
  { commit }: RunOrder,
): Promise<string | undefined> {
  if (commit === undefined) return undefined
  try {
    const path = 'GET /repos/{owner}/{repo}/pulls/{pull_number}'
    const { data } = await client.request(path, { owner, repo, pull_number: number })
    const head: unknown = data?.head?.sha
    return typeof head === 'string' && head !== '' && head !== commit ? head : undefined
  } catch {
    return undefined
  }
}

const ofCommit = ({ commit }: RunOrder): string => (commit === undefined ? '' : ` of ${short(commit)}`)

const short = (commit = 'another commit'): string => commit.slice(0, commit.includes(' ') ? undefined : 7)
