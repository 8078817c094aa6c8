import type { Client } from './client.js'
import { type OwnComment, type PullRequestRef, parseComment } from './own-comment.js'

export async function createComment(
  client: Client,
  { owner, repo, number }: PullRequestRef,
  body: string,
): Promise<OwnComment | undefined> {
  const { data } = await client.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    owner,
    repo,
    issue_number: number,
    body,
    request: { retries: 0 },
  })
  return parseComment(data)
}

/** Whether it was still there. */
export const updateComment = (
  client: Client,
  { owner, repo }: PullRequestRef,
  id: number,
  body: string,
): Promise<boolean> =>
  unlessGone(
    client.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      owner,
      repo,
      comment_id: id,
      body,
    }),
  )

export const removeComment = (
  client: Client,
  { owner, repo }: PullRequestRef,
  id: number,
): Promise<boolean> =>
  unlessGone(
    client.request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
      owner,
      repo,
      comment_id: id,
    }),
  )

async function unlessGone(request: Promise<unknown>): Promise<boolean> {
  try {
    await request
    return true
  } catch (error) {
    if (statusOf(error) === 404) return false
    throw error
  }
}

export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined
