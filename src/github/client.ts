import { randomUUID } from 'node:crypto'
import type { Octokit } from '@octokit/core'
import type { RequestInit as UndiciRequest } from 'undici'

export type Client = Octokit

type Plugin = (octokit: Octokit) => object

/** How long a comment may take. Tests shorten it; nothing else should. */
export interface Patience {
  /** What one second of waiting between attempts takes. */
  readonly secondMs: number
  /** All that is ever waited for rate limits, in such seconds. */
  readonly limitWaitSeconds: number
  readonly requestTimeoutMs: number
  readonly totalTimeoutMs: number
}

export const patience: Patience = {
  secondMs: 1000,
  limitWaitSeconds: 60,
  requestTimeoutMs: 15_000,
  totalTimeoutMs: 120_000,
}

const attempts = 3

/** Imported late, for few runs have a comment to write. */
export async function openClient(token: string, apiUrl: string, patience: Patience): Promise<Client> {
  const [{ Octokit }, { retry }, { throttling }, fetch] = await Promise.all([
    import('@octokit/core'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
    fetchByProxy(apiUrl),
  ])
  const mayWait = limitWaits(patience)
  const throttle = {
    // The plugin's queues are shared by id across the process; ours must not wait for another client's.
    id: randomUUID(),
    retryAfterBaseValue: patience.secondMs,
    // It would hold a second comment back for 3 s; we write one, and a second only where the first was lost.
    triggersNotification: () => false,
    onRateLimit: mayWait,
    onSecondaryRateLimit: mayWait,
  }
  // The first plugin is the innermost, so it sees every single attempt.
  const Client = Octokit.plugin(boundAttempts(patience), retry, throttling)
  return new Client({
    auth: token,
    baseUrl: apiUrl,
    userAgent: 'container-migrate',
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    request: { fetch },
    retry: {
      retries: attempts - 1,
      retryAfterBaseValue: patience.secondMs,
      doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451],
    },
    throttle,
  })
}

/** By the proxy that the runner's environment names for this address, if any. */
async function fetchByProxy(apiUrl: string) {
  const [{ HttpClient }, { fetch }] = await Promise.all([import('@actions/http-client'), import('undici')])
  const dispatcher = URL.canParse(apiUrl) ? new HttpClient().getAgentDispatcher(apiUrl) : undefined
  return (url: string, options: UndiciRequest) =>
    fetch(url, { ...options, ...(dispatcher && { dispatcher }) })
}

const ignore = () => {}

type LimitHandler = (
  retryAfterSeconds: number,
  options: unknown,
  client: unknown,
  retryCount: number,
) => boolean

function limitWaits({ limitWaitSeconds }: Patience): LimitHandler {
  let waitedSeconds = 0
  return (retryAfterSeconds, _options, _client, retryCount) => {
    if (retryCount >= attempts - 1 || waitedSeconds + retryAfterSeconds > limitWaitSeconds) return false
    waitedSeconds += retryAfterSeconds
    return true
  }
}

function boundAttempts({ requestTimeoutMs, totalTimeoutMs }: Patience): Plugin {
  const total = AbortSignal.timeout(totalTimeoutMs)
  return (octokit) => {
    octokit.hook.before('request', (options) => {
      options.request.signal = AbortSignal.any([total, AbortSignal.timeout(requestTimeoutMs)])
    })
    octokit.hook.error('request', (error) => {
      throw nameLimit(error)
    })
    return {}
  }
}

/** The throttling plugin waits only for answers that call their limit secondary; a 429 with Retry-After need not. */
function nameLimit<Thrown>(error: Thrown): Thrown {
  if (!(error instanceof Error) || !('status' in error) || !('response' in error)) return error
  const { status, response } = error as { status: unknown; response?: { headers?: Record<string, unknown> } }
  const headers = response?.headers ?? {}
  const isUnnamed =
    status === 429 && headers['retry-after'] !== undefined && !/rate limit/i.test(error.message)
  if (isUnnamed) error.message = `${error.message} (taken for a secondary rate limit)`
  return error
}
