import { addAbortSignal, type Readable } from 'node:stream'
import type { AuthConfig } from 'dockerode'
import type { Failure } from '../core/domain/failure.js'
import type { Pushed, PushRequest } from '../core/domain/instance.js'
import { engineMessage, isEngineLost, mapEngineError, statusOf } from './engine-error.js'
import type { ImageRequest } from './images.js'
import { noteBrought } from './journal.js'
import { readEvents } from './read-events.js'
import { readRegistryAuth } from './registry-auth.js'
import { isUnreachableRegistry } from './unreachable-registry.js'

/** Sends an image to a registry under a tag that goes from the engine again with the run. */
export async function pushImage(
  id: string,
  tag: string,
  { docker, runId, env }: Pick<ImageRequest, 'docker' | 'runId' | 'env'>,
  { repository, signal, onLine }: PushRequest,
): Promise<Pushed> {
  try {
    const { authconfig } = await readRegistryAuth(repository, env)
    await noteBrought(docker, runId, `${repository}:${tag}`)
    await docker.getImage(id).tag({ repo: repository, tag })
    onLine(`pushing ${repository}:${tag}`)
    const stream = await docker.getImage(repository).push({
      tag,
      // Engines before 23 refuse a push without the header, also where nobody is logged in.
      authconfig: authconfig ?? ({} as AuthConfig),
      abortSignal: signal,
    })
    let digest: string | undefined
    await readEvents(addAbortSignal(signal, stream as Readable), ({ status, id: layer, aux }) => {
      digest = aux?.Digest ?? /\bdigest: (sha256:[0-9a-f]{64})\b/.exec(status ?? '')?.[1] ?? digest
      if (status !== undefined && status !== 'Pushing') onLine(layer ? `${layer}: ${status}` : status)
    })
    if (digest !== undefined) return { outcome: 'pushed', digest }
    return failed({ reason: 'shard-lost', message: `the push to ${repository} ended without a digest` })
  } catch (error) {
    return failed(
      signal.aborted ? { reason: 'cancelled', message: 'cancelled' } : mapPushError(error, repository),
    )
  }
}

const failed = (failure: Failure): Pushed => ({ outcome: 'failed', failure })

function mapPushError(error: unknown, repository: string): Failure {
  const said = `cannot push to ${repository}: ${engineMessage(error)}`
  if (isEngineLost(error)) return mapEngineError(error, 'shard-lost')
  if (isUnreachableRegistry(said)) return { reason: 'registry-unreachable', message: said }
  const isRefused =
    statusOf(error) === 401 ||
    /denied|unauthorized|authentication required|no basic auth|forbidden/i.test(said)
  if (!isRefused) return { ...mapEngineError(error, 'shard-lost'), message: said }
  return {
    reason: 'shard-lost',
    message: `${said}; log in with an account that may write there (docker login, or its action) before this step`,
  }
}
