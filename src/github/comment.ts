import { setTimeout as sleep } from 'node:timers/promises'
import type { Verdict } from '../core/domain/finding.js'
import { type Client, openClient, type Patience, patience as usualPatience } from './client.js'
import { commentLimit, isSameBody, makeCommentBody, readDigest, readRun, withRun } from './comment-body.js'
import { whyLeave } from './guard.js'
import { findOwnComment, type OwnComment, type PullRequestRef } from './own-comment.js'
import { mapFailure, type Refused, refuse } from './refusal.js'
import { isSameRun, mustYield, type RunOrder } from './run-order.js'
import { settle } from './settle.js'
import { createComment, statusOf, updateComment } from './write-comment.js'

export type CommentMode = 'always' | 'on-change' | 'on-failure' | 'never'

export const commentModes: readonly CommentMode[] = ['always', 'on-change', 'on-failure', 'never']

export interface CommentRequest {
  readonly token: string | undefined
  readonly apiUrl: string
  readonly repository: string | undefined
  readonly pullRequest: number | undefined
  readonly fromFork: boolean
  /** Tells apart the comments of several runs on one pull request. */
  readonly key: string
  readonly mode: CommentMode
  readonly verdict: Verdict
  /** From `digestJudgement`. */
  readonly digest: string
  readonly markdown: string
  /** Where it is known, no comment of a newer run is written over. */
  readonly run?: RunOrder | undefined
  /** Nothing was done that a pull request without a comment needs one for. */
  readonly onlyExisting?: boolean
  readonly patience?: Patience
}

export type Published =
  | { readonly outcome: 'created' | 'updated' | 'unchanged'; readonly url?: string; readonly note?: string }
  /** It is another run's turn; the note says whose. */
  | { readonly outcome: 'left'; readonly url?: string; readonly note: string }
  | { readonly outcome: 'skipped' }
  | Refused

interface Wish {
  readonly target: PullRequestRef
  readonly key: string
  readonly mode: CommentMode
  readonly verdict: Verdict
  readonly digest: string
  readonly run?: RunOrder | undefined
  readonly onlyExisting?: boolean
  readonly body: string
}

const createAttempts = 3

/** Writes the one comment that is ours on the pull request, or says in one warning why not. Never throws. */
export async function publishComment(request: CommentRequest): Promise<Published> {
  if (request.mode === 'never') return { outcome: 'skipped' }
  const patience = request.patience ?? usualPatience
  if (!request.token) return refuse('no-token')
  const [owner, repo] = request.repository?.split('/') ?? []
  if (!owner || !repo) return refuse('no-repository')
  if (request.pullRequest === undefined) return refuse('no-pull-request')
  const body = makeCommentBody(request.key, request.digest, request.markdown, request.run)
  if (body.length > commentLimit) return refuse('too-long', `${body.length} of ${commentLimit} characters`)
  try {
    const client = await openClient(request.token, request.apiUrl, patience)
    const wish = { ...request, target: { owner, repo, number: request.pullRequest }, body }
    return await publish(client, wish, patience)
  } catch (error) {
    return mapFailure(error, request.fromFork)
  }
}

/** A lost answer does not tell whether the comment was created, so every new attempt looks before it writes. */
async function publish(client: Client, wish: Wish, patience: Patience): Promise<Published> {
  for (let attempt = 1; ; attempt += 1) {
    const existing = await findOwnComment(client, wish.target, wish.key)
    if (existing && attempt > 1 && isOfThisRun(existing, wish))
      return finish(client, wish, 'created', existing, patience)
    const note = await whyLeave(client, wish.target, wish.run, existing)
    if (note !== undefined) return { outcome: 'left', note, ...urlOf(existing) }
    const updated = existing && (await update(client, wish, existing, patience))
    if (updated) return updated
    if (wish.onlyExisting || (wish.mode === 'on-failure' && wish.verdict === 'pass'))
      return { outcome: 'skipped' }
    try {
      const created = await createComment(client, wish.target, wish.body)
      return await finish(client, wish, 'created', created, patience)
    } catch (error) {
      if (attempt === createAttempts || !mayPass(error)) throw error
      await sleep(attempt ** 2 * patience.secondMs)
    }
  }
}

function isOfThisRun({ body }: OwnComment, { run }: Wish): boolean {
  const theirs = readRun(body)
  return run === undefined || (theirs !== undefined && isSameRun(theirs, run))
}

/** Nothing where the comment was deleted since it was found. */
async function update(
  client: Client,
  wish: Wish,
  existing: OwnComment,
  patience: Patience,
): Promise<Published | undefined> {
  const { target, body, run } = wish
  if (!saysTheSame(existing, wish)) {
    const isThere = await updateComment(client, target, existing.id, body)
    return isThere ? finish(client, wish, 'updated', existing, patience) : undefined
  }
  // What the comment says still holds, and now by the word of a newer run.
  const theirs = readRun(existing.body)
  const isNews = run !== undefined && !(theirs && (isSameRun(theirs, run) || mustYield(run, theirs)))
  if (isNews && !(await updateComment(client, target, existing.id, withRun(existing.body, run))))
    return undefined
  return { outcome: 'unchanged', ...urlOf(existing) }
}

const saysTheSame = ({ body }: OwnComment, wish: Wish): boolean =>
  wish.mode === 'on-change' ? readDigest(body) === wish.digest : isSameBody(body, wish.body)

async function finish(
  client: Client,
  { target, key, run, body }: Wish,
  outcome: 'created' | 'updated',
  comment: OwnComment | undefined,
  patience: Patience,
): Promise<Published> {
  if (run === undefined || comment === undefined) return { outcome, ...urlOf(comment) }
  const settled = await settle(client, { target, key, run, body, outcome, comment }, patience)
  const { note } = settled
  return settled.outcome === 'left'
    ? { outcome: 'left', note: settled.note, ...urlOf(settled.comment) }
    : { outcome: settled.outcome, ...(note === undefined ? {} : { note }), ...urlOf(settled.comment) }
}

const mayPass = (error: unknown): boolean => (statusOf(error) ?? 0) >= 500

const urlOf = (comment: OwnComment | undefined) => (comment?.url ? { url: comment.url } : {})
