import type { Answer } from './conformance.js'

/** What GitHub says when it will not, in its own words where tests or code depend on them. */

const documentation = 'https://docs.github.com/rest/issues/comments'

const error = (status: number, message: string, headers?: Readonly<Record<string, string>>): Answer => ({
  status,
  body: { message, documentation_url: documentation, status: String(status) },
  ...(headers && { headers }),
})

export const badCredentials = error(401, 'Bad credentials')
export const notForIntegrations = error(403, 'Resource not accessible by integration')
export const locked = error(403, 'Unable to create comment because issue is locked.')
export const notFound = error(404, 'Not Found')
export const serverError = (status: 500 | 502 | 503): Answer => error(status, 'Server Error')

export const invalid = (message: string): Answer => ({
  status: 422,
  body: {
    message: 'Validation Failed',
    documentation_url: documentation,
    errors: [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }],
  },
})

export const secondaryLimit = (retryAfterSeconds?: number): Answer =>
  error(
    403,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    retryAfterSeconds === undefined ? undefined : { 'retry-after': String(retryAfterSeconds) },
  )

export const tooManyRequests = (retryAfterSeconds: number): Answer =>
  error(429, 'Too many requests', { 'retry-after': String(retryAfterSeconds) })

export const limitUsedUp = (status: 403 | 429, resetsAt: Date): Answer =>
  error(status, 'API rate limit exceeded for installation ID 1.', {
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.ceil(resetsAt.getTime() / 1000)),
  })

export function bodyProblem(body: string): Answer | undefined {
  if (body.trim() === '') return invalid("Body can't be blank")
  return [...body].length > 65_536 ? invalid('Body is too long (maximum is 65536 characters)') : undefined
}
