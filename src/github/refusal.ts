/** Why a comment was not written. None of these changes the verdict. */
export type RefusalReason =
  | 'no-token'
  | 'no-repository'
  | 'no-pull-request'
  | 'too-long'
  | 'bad-token'
  | 'missing-permission'
  | 'read-only-fork'
  | 'locked'
  | 'not-found'
  | 'rejected'
  | 'rate-limited'
  | 'server-failed'
  | 'timed-out'
  | 'unreachable'
  | 'unexpected-answer'

export interface Refused {
  readonly outcome: 'refused'
  readonly because: RefusalReason
  readonly warning: string
}

const grant = 'Give the job "permissions: { contents: read, pull-requests: write }"'
const inSummary = 'The report is in the job summary'

const advice: Readonly<Record<RefusalReason, string>> = {
  'no-token': `there is no token. Set the input "github-token" (by default the workflow's own). ${grant}.`,
  'no-repository': 'GITHUB_REPOSITORY does not name a repository, so this does not run in a workflow.',
  'no-pull-request': `this run belongs to no pull request. ${inSummary}; to get a comment, run on "pull_request" with the permission "pull-requests: write".`,
  'too-long': `it is longer than GitHub takes. ${inSummary}.`,
  'bad-token': `GitHub does not know the token. Use the workflow's own, or renew the one in the input "github-token"; it needs the permission "pull-requests: write".`,
  'missing-permission': `the token lacks the permission "pull-requests: write". ${grant}.`,
  'read-only-fork': `the pull request comes from a fork, whose token lacks the permission "pull-requests: write" and cannot be given it here. ${inSummary}; to comment on forks too, publish from a "workflow_run" job that has the permission.`,
  locked: `the conversation is locked. ${inSummary}; unlock the conversation, or use the token of somebody who may write in it.`,
  'not-found': `GitHub finds no such pull request for this token. It needs to see the repository and have the permission "pull-requests: write".`,
  rejected: `GitHub rejected its content. ${inSummary}.`,
  'rate-limited': `the token's request limit is used up for longer than we wait. ${inSummary}; run again later.`,
  'server-failed': `GitHub failed, several times. ${inSummary}; run again later.`,
  'timed-out': `GitHub did not answer in time. ${inSummary}; run again later.`,
  unreachable: `GitHub could not be reached. ${inSummary}; check GITHUB_API_URL, the proxy variables and the network.`,
  'unexpected-answer': `the answer from GitHub could not be understood. ${inSummary}.`,
}

export function refuse(because: RefusalReason, said?: string): Refused {
  const quote = said ? ` (${said.replace(/\s+/g, ' ').trim().slice(0, 300)})` : ''
  return { outcome: 'refused', because, warning: `No comment was written: ${advice[because]}${quote}` }
}

/** Maps what the client threw. Only an error that is not about the request at all goes on as it is. */
export function mapFailure(error: unknown, fromFork: boolean): Refused {
  if (!(error instanceof Error)) return refuse('unexpected-answer', String(error))
  const status = 'status' in error && typeof error.status === 'number' ? error.status : undefined
  if (status === undefined) return refuse('unexpected-answer', error.message)
  const response = 'response' in error ? error.response : undefined
  if (response === undefined) return refuse(isTimeout(error) ? 'timed-out' : 'unreachable', error.message)
  return refuse(
    reasonOf(status, error.message, isLimitUsedUp(response), fromFork),
    `GitHub: ${status} ${error.message}`,
  )
}

function reasonOf(status: number, said: string, limitUsedUp: boolean, fromFork: boolean): RefusalReason {
  if (status === 429 || limitUsedUp || /rate limit/i.test(said)) return 'rate-limited'
  if (status === 401) return 'bad-token'
  if (status === 403 && /locked/i.test(said)) return 'locked'
  if (status === 403) return fromFork ? 'read-only-fork' : 'missing-permission'
  if (status === 404 || status === 410) return 'not-found'
  if (status === 400 || status === 422) return 'rejected'
  return status >= 500 ? 'server-failed' : 'unexpected-answer'
}

const isTimeout = (error: Error): boolean =>
  isAbort(error) || (error.cause instanceof Error && isAbort(error.cause))

const isAbort = (error: Error): boolean => error.name === 'TimeoutError' || error.name === 'AbortError'

const isLimitUsedUp = (response: unknown): boolean => headersOf(response)['x-ratelimit-remaining'] === '0'

function headersOf(response: unknown): Readonly<Record<string, unknown>> {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return {}
  return typeof response.headers === 'object' && response.headers !== null ? { ...response.headers } : {}
}
