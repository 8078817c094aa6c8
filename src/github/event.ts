import { readFile } from 'node:fs/promises'
import type { Subject } from '../core/domain/record.js'
import { type RunOrder, readRunOrder } from './run-order.js'

/** What the runner says about the event behind this run. */
export interface EventSubject {
  readonly subject: Subject
  /** The pull request's commits come from another repository, so its token may only read. */
  readonly fromFork: boolean
  /** What a pull request shall be merged into. */
  readonly baseSha?: string
  readonly apiUrl: string
  /** Absent outside a workflow. */
  readonly run?: RunOrder
  readonly event?: string
  readonly workflow?: string
  readonly job?: string
  /** Set where the event's payload could not be read: one sentence, saying why. */
  readonly warning?: string
}

interface PullRequest {
  readonly number: number
  readonly fromFork: boolean
  readonly headSha?: string
  readonly baseSha?: string
}

type Payload = { readonly value?: unknown; readonly warning?: string }

/** Reads what there is; never throws, however odd the environment or the payload. */
export async function readSubject(env: NodeJS.ProcessEnv): Promise<EventSubject> {
  const { value, warning } = await readPayload(env.GITHUB_EVENT_PATH)
  const pullRequest = findPullRequest(value)
  const repository = parseRepository(env.GITHUB_REPOSITORY)
  const sha = pullRequest?.headSha ?? env.GITHUB_SHA
  const run = readRunOrder(env, pullRequest?.headSha)
  const runUrl = makeRunUrl(env.GITHUB_SERVER_URL, repository, env.GITHUB_RUN_ID)
  return {
    subject: {
      ...(repository && { repository }),
      ...(sha && { sha }),
      ...(pullRequest && { pullRequest: pullRequest.number }),
      ...(runUrl && { runUrl }),
    },
    fromFork: pullRequest?.fromFork ?? false,
    ...(pullRequest?.baseSha && { baseSha: pullRequest.baseSha }),
    apiUrl: env.GITHUB_API_URL || 'https://api.github.com',
    ...(run && { run }),
    ...(env.GITHUB_EVENT_NAME && { event: env.GITHUB_EVENT_NAME }),
    ...(env.GITHUB_WORKFLOW && { workflow: env.GITHUB_WORKFLOW }),
    ...(env.GITHUB_JOB && { job: env.GITHUB_JOB }),
    ...(warning && { warning }),
  }
}

async function readPayload(path: string | undefined): Promise<Payload> {
  if (!path) return {}
  try {
    return { value: JSON.parse(await readFile(path, 'utf8')) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { warning: `The event's payload (GITHUB_EVENT_PATH) could not be read: ${why}` }
  }
}

/** Any event about a pull request: its own events carry `pull_request`, a comment on one carries it inside `issue`. */
function findPullRequest(payload: unknown): PullRequest | undefined {
  const own = member(payload, 'pull_request')
  const issue = member(payload, 'issue')
  const number = member(own, 'number') ?? (isObject(member(issue, 'pull_request')) && member(issue, 'number'))
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) return undefined
  const headSha = member(member(own, 'head'), 'sha')
  const baseSha = member(member(own, 'base'), 'sha')
  return {
    number,
    ...(typeof baseSha === 'string' && baseSha && { baseSha }),
    fromFork: isObject(own) && isFork(own, payload),
    ...(typeof headSha === 'string' && headSha && { headSha }),
  }
}

/** A fork that was deleted since leaves no head repository behind. */
function isFork(pullRequest: object, payload: unknown): boolean {
  const head = member(pullRequest, 'head')
  if (!isObject(head)) return false
  const headName = member(member(head, 'repo'), 'full_name')
  const baseName =
    member(member(member(pullRequest, 'base'), 'repo'), 'full_name') ??
    member(member(payload, 'repository'), 'full_name')
  return headName !== baseName
}

const parseRepository = (text: string | undefined): string | undefined =>
  text !== undefined && /^[\w.-]+\/[\w.-]+$/.test(text) ? text : undefined

const makeRunUrl = (server: string | undefined, repository: string | undefined, runId: string | undefined) =>
  server && repository && runId && /^\d+$/.test(runId)
    ? `${server}/${repository}/actions/runs/${runId}`
    : undefined

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const member = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
