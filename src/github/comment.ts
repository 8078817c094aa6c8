import { setTimeout as sleep } from 'node:timers/promises'
import type { Verdict } from '../core/domain/finding.js'
import { type Client, openClient, type Patience, patience as usualPatience } from './client.js'
import { commentLimit, isSameBody, makeCommentBody, readDigest } from './comment-body.js'
import { findOwnComment, type OwnComment, type PullRequestRef, parseComment } from './own-comment.js'
import { mapFailure, type Refused, refuse } from './refusal.js'

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
  readonly patience?: Patience
}

export type Published =
  | { readonly outcome: 'created' | 'updated' | 'unchanged'; readonly url?: string }
  | { readonly outcome: 'skipped' }
  | Refused

interface Wish {
  readonly target: PullRequestRef
  readonly key: string
  readonly mode: CommentMode
  readonly verdict: Verdict
  readonly digest: string
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
  const body = makeCommentBody(request.key, request.digest, request.markdown)
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
    if (existing && attempt > 1) return { outcome: 'created', ...urlOf(existing) }
    const updated = existing && (await update(client, wish, existing))
    if (updated) return updated
    if (wish.mode === 'on-failure' && wish.verdict === 'pass') return { outcome: 'skipped' }
    try {
      return await create(client, wish)
    } catch (error) {
      if (attempt === createAttempts || !mayPass(error)) throw error
      await sleep(attempt ** 2 * patience.secondMs)
    }
  }
}

/** Nothing where the comment was deleted since it was found. */
async function update(client: Client, wish: Wish, existing: OwnComment): Promise<Published | undefined> {
  const saysTheSame =
    wish.mode === 'on-change'
      ? readDigest(existing.body) === wish.digest
      : isSameBody(existing.body, wish.body)
  if (saysTheSame) return { outcome: 'unchanged', ...urlOf(existing) }
  const { owner, repo } = wish.target
  try {
    await client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      owner,
      repo,
      comment_id: existing.id,
      body: wish.body,
    })
    return { outcome: 'updated', ...urlOf(existing) }
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

async function create(client: Client, wish: Wish): Promise<Published> {
  const { owner, repo, number } = wish.target
  const { data } = await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    owner,
    repo,
    issue_number: number,
    body: wish.body,
    request: { retries: 0 },
  })
  return { outcome: 'created', ...urlOf(parseComment(data)) }
}

const mayPass = (error: unknown): boolean => (statusOf(error) ?? 0) >= 500

const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined

const urlOf = (comment: OwnComment | undefined) => (comment?.url ? { url: comment.url } : {})
