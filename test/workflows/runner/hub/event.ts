import type { Values } from '../value.js'
import type { Origin, PullRequest } from './origin.js'

/** What a run was started by. */
export interface RunEvent {
  readonly name: string
  readonly payload: Values
  readonly sha: string
  readonly ref: string
  readonly headRef: string
  readonly baseRef: string
  /** Its commits come from another repository, so its token may only read. */
  readonly fromFork: boolean
}

interface PullRequestWish {
  readonly title?: string
  readonly fork?: string
}

export function pullRequestEvent(
  repository: string,
  { number, branch, base, headSha, baseSha, mergeSha }: PullRequest,
  { title = 'Move it', fork }: PullRequestWish = {},
): RunEvent {
  const [own, head] = [repositoryPayload(repository), repositoryPayload(fork ?? repository)]
  return {
    name: 'pull_request',
    sha: mergeSha,
    ref: `refs/pull/${number}/merge`,
    headRef: branch,
    baseRef: base,
    fromFork: fork !== undefined,
    payload: {
      action: 'synchronize',
      number,
      repository: own,
      sender: { login: 'ada', type: 'User' },
      pull_request: {
        number,
        title,
        body: null,
        draft: false,
        state: 'open',
        user: { login: 'ada', type: 'User' },
        merge_commit_sha: mergeSha,
        head: { ref: branch, sha: headSha, repo: head },
        base: { ref: base, sha: baseSha, repo: own },
      },
    },
  }
}

export function pushEvent(repository: string, origin: Origin, branch = origin.branch): RunEvent {
  const sha = origin.git('rev-parse', branch)
  return {
    name: 'push',
    sha,
    ref: `refs/heads/${branch}`,
    headRef: '',
    baseRef: '',
    fromFork: false,
    payload: { ref: `refs/heads/${branch}`, after: sha, repository: repositoryPayload(repository) },
  }
}

const repositoryPayload = (name: string) => ({
  full_name: name,
  name: name.split('/')[1] ?? '',
  default_branch: 'main',
  private: true,
  fork: false,
})
