import type { Client } from './client.js'
import { hasKey } from './comment-body.js'

export interface PullRequestRef {
  readonly owner: string
  readonly repo: string
  readonly number: number
}

export interface OwnComment {
  readonly id: number
  readonly body: string
  readonly url?: string
}

interface ListedComment extends OwnComment {
  readonly login: string
  readonly isBot: boolean
}

/** The oldest comment with our key that we wrote ourselves. GitHub lists by age, so the search ends at the first. */
export async function findOwnComment(
  client: Client,
  { owner, repo, number }: PullRequestRef,
  key: string,
): Promise<OwnComment | undefined> {
  let isOurs: ((comment: ListedComment) => boolean) | undefined
  for (let page = 1; ; page += 1) {
    const { data, headers } = await client.request(
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      { owner, repo, issue_number: number, per_page: 100, page },
    )
    for (const comment of parseComments(data)) {
      if (!hasKey(comment.body, key)) continue
      isOurs ??= await learnIdentity(client)
      if (isOurs(comment)) return comment
    }
    // Counted and not followed: a link could lead our token anywhere.
    if (!/\brel="next"/.test(headers.link ?? '')) return undefined
  }
}

/** A workflow's own token may not ask who it is; it always writes as a bot. Anybody else's can be asked. */
async function learnIdentity(client: Client): Promise<(comment: ListedComment) => boolean> {
  try {
    const { data } = await client.request('GET /user')
    const login = data.login.toLowerCase()
    return (comment) => comment.login.toLowerCase() === login
  } catch (error) {
    if (!isNoUser(error)) throw error
    return (comment) => comment.isBot
  }
}

const isNoUser = (error: unknown): boolean =>
  error instanceof Error &&
  'status' in error &&
  (error.status === 401 || error.status === 403) &&
  /not accessible by integration/i.test(error.message)

function parseComments(data: unknown): readonly ListedComment[] {
  if (!Array.isArray(data)) throw new Error('the list of comments is not a list')
  return data.flatMap((entry) => parseListed(entry) ?? [])
}

function parseListed(entry: unknown): ListedComment | undefined {
  const comment = parseComment(entry)
  if (!comment) return undefined
  // A deleted account leaves its comments without a user.
  const user = isObject(entry) && isObject(entry.user) ? entry.user : {}
  return {
    ...comment,
    login: typeof user.login === 'string' ? user.login : '',
    isBot: user.type === 'Bot',
  }
}

export function parseComment(entry: unknown): OwnComment | undefined {
  if (!isObject(entry) || typeof entry.id !== 'number') return undefined
  return {
    id: entry.id,
    body: typeof entry.body === 'string' ? entry.body : '',
    ...(typeof entry.html_url === 'string' && { url: entry.html_url }),
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
