import type { Answer } from './conformance.js'
import { example } from './description.js'
import * as errors from './errors.js'

export interface Author {
  readonly login: string
  readonly type: 'User' | 'Bot'
}

interface StoredComment {
  readonly id: number
  readonly author: Author | null
  body: string
}

export interface CommentStore {
  readonly all: readonly StoredComment[]
  add(author: Author | null, body: string): StoredComment
  remove(id: number): void
  list(page: number, perPage: number, selfUrl: string): Answer
  create(author: Author, body: string): Answer
  update(id: number, body: string): Answer
  delete(id: number): Answer
}

/** The comments of one pull request, answered for as GitHub does. */
export function makeCommentStore(repository: string, pullRequest: number): CommentStore {
  const stored: StoredComment[] = []
  let lastId = 1000

  const shape = (comment: StoredComment) => ({
    ...example<Record<string, unknown>>('issue-comment'),
    id: comment.id,
    url: `https://api.github.com/repos/${repository}/issues/comments/${comment.id}`,
    html_url: `https://github.com/${repository}/pull/${pullRequest}#issuecomment-${comment.id}`,
    issue_url: `https://api.github.com/repos/${repository}/issues/${pullRequest}`,
    body: comment.body,
    user: comment.author && shapeUser(comment.author),
  })

  const add = (author: Author | null, body: string): StoredComment => {
    lastId += 1
    const comment = { id: lastId, author, body }
    stored.push(comment)
    return comment
  }

  const remove = (id: number): void =>
    void stored.splice(0, stored.length, ...stored.filter((comment) => comment.id !== id))

  return {
    all: stored,
    add,
    remove,
    list: (page, perPage, selfUrl) => {
      const last = Math.max(1, Math.ceil(stored.length / perPage))
      const link = linksTo(page, last, selfUrl)
      return {
        status: 200,
        body: stored.slice((page - 1) * perPage, page * perPage).map(shape),
        ...(link && { headers: { link } }),
      }
    },
    create: (author, body) => errors.bodyProblem(body) ?? { status: 201, body: shape(add(author, body)) },
    update: (id, body) => {
      const comment = stored.find((candidate) => candidate.id === id)
      if (!comment) return errors.notFound
      const problem = errors.bodyProblem(body)
      if (problem) return problem
      comment.body = body
      return { status: 200, body: shape(comment) }
    },
    delete: (id) => {
      if (!stored.some((comment) => comment.id === id)) return errors.notFound
      remove(id)
      return { status: 204, body: undefined }
    },
  }
}

export const shapeUser = ({ login, type }: Author) => ({
  ...example<{ user: Record<string, unknown> }>('issue-comment').user,
  login,
  type,
})

function linksTo(page: number, last: number, selfUrl: string): string | undefined {
  if (last === 1) return undefined
  const to = (target: number, rel: string) => {
    const url = new URL(selfUrl)
    url.searchParams.set('page', String(target))
    return `<${url}>; rel="${rel}"`
  }
  return [
    ...(page > 1 ? [to(page - 1, 'prev')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
    ...(page > 1 ? [to(1, 'first')] : []),
  ].join(', ')
}
