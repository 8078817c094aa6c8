import { addAbortSignal, type Readable } from 'node:stream'
import type { BuildFact } from '../core/domain/facts.js'
import type { Failure } from '../core/domain/failure.js'
import type { Engine, Prepared, PrepareRequest } from '../core/domain/instance.js'
import { buildImage } from './build/build-image.js'
import { type Builder, detectBuilder } from './build/detect-builder.js'
import { cleanUpRun } from './clean-up.js'
import type { Connection, Env } from './connect.js'
import { mapEngineError } from './engine-error.js'
import { findOrPull, type ImageRequest, imageId, loadArchive } from './images.js'
import { variantLabels, variantTag } from './labels.js'
import { makeImageLauncher } from './launcher.js'
import { readMachine } from './machine.js'
import { createNetwork, type RunNetwork } from './network.js'

export interface EngineRequest {
  readonly connection: Connection
  readonly runId: string
  readonly cwd: string
  readonly env: Env
}

/** A Docker engine as the phases know it. Nothing is asked of it before the first call. */
export function openEngine({ connection, runId, cwd, env }: EngineRequest): Engine {
  const { docker, host } = connection
  let builder: Promise<Builder> | undefined
  let network: Promise<RunNetwork> | undefined
  const findBuilder = () => {
    builder ??= detectBuilder({ host, env, docker })
    return builder
  }
  const sharedNetwork = () => {
    network ??= createNetwork(docker, runId, `container-migrate-${runId}`)
    return network
  }

  async function obtain(request: PrepareRequest): Promise<Obtained> {
    const { ref, variant, signal, onLine } = request
    const { source } = variant
    if (source.from !== 'dockerfile') {
      const imageRequest: ImageRequest = { docker, runId, cwd, env, signal, onLine }
      return source.from === 'image' ? findOrPull(source, imageRequest) : loadArchive(source, imageRequest)
    }
    const tag = variantTag(runId, ref)
    const labels = variantLabels(runId, ref)
    const built = await buildImage({
      source,
      tag,
      labels,
      cwd,
      host,
      docker,
      builder: await findBuilder(),
      env,
      signal,
      onLine,
    })
    if (built.outcome === 'failed') return built
    const id = await imageId(docker, tag)
    if (id !== undefined) return { outcome: 'built', id, build: built.fact }
    const message = `the build ended well, but the engine has no image ${tag}: the builder did not load it`
    return { outcome: 'failed', failure: { reason: 'image-missing', message } }
  }

  return {
    machine: async () => readMachine(docker, describeBuilder(await findBuilder())),
    async prepare(request: PrepareRequest): Promise<Prepared> {
      const { ref, variant } = request
      const obtained = await obtain(request).catch(
        (error: unknown): Obtained => ({
          outcome: 'failed',
          failure: request.signal.aborted
            ? { reason: 'cancelled', message: 'cancelled' }
            : mapEngineError(error, 'image-missing'),
        }),
      )
      if (obtained.outcome === 'failed') {
        return { fact: { ref, outcome: 'failed', failure: obtained.failure } }
      }
      const { id, outcome, build } = obtained
      const launcher = await makeImageLauncher({
        docker,
        runId,
        ref,
        variant,
        image: id,
        cwd,
        env,
        sharedNetwork,
      })
      return {
        fact: { ref, outcome, ...(build === undefined ? {} : { build }) },
        launcher,
        openArchive: async (signal) =>
          addAbortSignal(signal, (await docker.getImage(id).get()) as unknown as Readable),
      }
    },
    cleanUp: () => cleanUpRun(docker, runId),
  }
}

type Obtained =
  | {
      readonly outcome: 'built' | 'pulled' | 'loaded' | 'present'
      readonly id: string
      readonly build?: BuildFact
    }
  | { readonly outcome: 'failed'; readonly failure: Failure }

const describeBuilder = (builder: Builder): string =>
  builder.by === 'buildx' ? `buildx ${builder.version}, driver ${builder.driver}` : "the engine's own builder"
