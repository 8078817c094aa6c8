import type { Patience } from '../../../src/github/client.js'
import { type CommentRequest, type Published, publishComment } from '../../../src/github/comment.js'
import type { GithubStandIn } from './server.js'
import { tokens } from './tokens.js'

/** Waits as a real run does, only that a second between attempts takes a millisecond. */
export const impatient: Patience = {
  secondMs: 1,
  limitWaitSeconds: 60,
  requestTimeoutMs: 120_000,
  totalTimeoutMs: 300_000,
}

/** Publishes a failing verdict as a workflow does; a test names what differs. */
export const publishTo = (github: GithubStandIn, wish: Partial<CommentRequest> = {}): Promise<Published> =>
  publishComment({
    token: tokens.workflow,
    apiUrl: github.url,
    repository: github.repository,
    pullRequest: github.pullRequest,
    fromFork: false,
    key: 'default',
    mode: 'always',
    verdict: 'fail',
    digest: 'd1',
    markdown: '# report 1',
    patience: impatient,
    ...wish,
  })

export const operations = (github: GithubStandIn): readonly string[] =>
  github.requests.map(({ operation }) => operation)
