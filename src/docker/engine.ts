import { isRemote } from '../core/domain/build-context.js'
import type { Source } from '../core/domain/config.js'
import { EnvironmentError } from '../core/domain/errors.js'
import type { BuildFact } from '../core/domain/facts.js'
import type { Failure } from '../core/domain/failure.js'
import type { Engine, Prepared, PrepareRequest } from '../core/domain/instance.js'
import { buildImage } from './build/build-image.js'
import { openBuildTimer } from './build/build-timer.js'
import { type EntriesOf, rememberEntries } from './build/context/remember-entries.js'
import { type Builder, detectBuilder } from './build/detect-builder.js'
import { cleanUpRun } from './clean-up.js'
import { openEngineClock } from './clock/engine-clock.js'
import type { Connection, Env } from './connect.js'
import { engineMessage, isEngineLost, mapEngineError } from './engine-error.js'
import { engineImage } from './engine-image.js'
import { readEnvFile } from './env-file.js'
import { openEngineEvents } from './events.js'
import { watchHeartbeat } from './heartbeat.js'
import { findOrPull, type ImageRequest, imageId, loadArchive } from './images.js'
import { pushTag, variantLabels, variantTag } from './labels.js'
import { makeImageLauncher } from './launcher.js'
import { readMachine } from './machine.js'
import { createNetwork, type RunNetwork } from './network.js'
import { pushImage } from './push-image.js'
import { receiveImage } from './receive-image.js'

export interface EngineRequest {
  readonly connection: Connection
  readonly runId: string
  readonly cwd: string
  readonly env: Env
}

/** A Docker engine as the phases know it. Nothing is asked of it before the first call. */
export function openEngine({ connection, runId, cwd, env }: EngineRequest): Engine {
  const { docker, host, limit } = connection
  const clock = openEngineClock(docker)
  const events = openEngineEvents(docker, runId)
  const entriesOf = rememberEntries()
  let builder: Promise<Builder> | undefined
  let network: Promise<RunNetwork> | undefined
  const findBuilder = () => {
    builder ??= detectBuilder({ host, env, docker })
    return builder
  }
  const sharedNetwork = () => {
    if (network !== undefined) return network
    const created = createNetwork(docker, runId, `container-migrate-${runId}`)
    network = created
    // What could not be made once may be made when it is asked for again.
    created.catch(() => {
      if (network === created) network = undefined
    })
    return created
  }

  const forgetSharedNetwork = () => {
    network = undefined
  }

  async function obtain(request: PrepareRequest): Promise<Obtained> {
    const { ref, variant, signal, onLine } = request
    const { source } = variant
    if (source.from === 'process') throw new Error('a process needs no engine')
    const imageRequest: ImageRequest = { docker, runId, cwd, env, signal, onLine }
    if (request.travelled !== undefined)
      return receiveImage(request.travelled, variantTag(runId, ref), imageRequest)
    if (source.from !== 'dockerfile')
      return source.from === 'image' ? findOrPull(source, imageRequest) : loadArchive(source, imageRequest)
    const tag = variantTag(runId, ref)
    const labels = variantLabels(runId, ref)
    const built = await buildImage({
      source,
      runId,
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

  async function obtainWatched(request: PrepareRequest): Promise<Obtained> {
    const heartbeat = watchHeartbeat(docker, request.signal)
    const failed = (error: unknown): Obtained => ({
      outcome: 'failed',
      failure: mapEngineError(error, 'image-missing'),
    })
    try {
      const obtained = await obtain({ ...request, signal: heartbeat.signal }).catch(failed)
      if (request.signal.aborted) return { outcome: 'failed', failure: cancelled }
      return heartbeat.lost() === undefined ? obtained : failed(heartbeat.lost())
    } finally {
      heartbeat.end()
    }
  }

  return {
    async machine() {
      try {
        return await readMachine(docker, findBuilder().then(describeBuilder))
      } catch (error) {
        if (!isEngineLost(error)) throw error
        throw new EnvironmentError(
          `the engine stopped answering: ${engineMessage(error)}`,
          "see whether it runs, and what its own log says; 'container-migrate doctor' asks it again",
          { cause: error },
        )
      }
    },
    getReady() {
      sharedNetwork().catch(() => {})
      void clock.isOurs()
    },
    async prepare(request: PrepareRequest): Promise<Prepared> {
      const { ref, variant, signal } = request
      signal.addEventListener('abort', limit.hurry, { once: true })
      const { envFile } = variant.run
      // Before the build: a file that is not there needs no build to be found missing.
      const envOfFile = envFile === undefined ? {} : await readEnvFile(envFile, cwd, env)
      const obtained = await obtainWatched(request)
      if (obtained.outcome === 'failed') {
        return { fact: { ref, outcome: 'failed', failure: obtained.failure } }
      }
      const { id, outcome, build } = obtained
      events.listen()
      const launcher = makeImageLauncher({
        docker,
        runId,
        ref,
        variant,
        image: id,
        cwd,
        envOfFile,
        sharedNetwork,
        forgetSharedNetwork,
        clock,
        events,
      })
      return {
        fact: { ref, outcome, ...(build === undefined ? {} : { build }) },
        launcher,
        // What another machine made was read and sent there.
        ...(request.travelled === undefined && {
          openImage: (signal) => engineImage(docker, id, signal),
          ...weigherOf(variant.source, build, { cwd, entriesOf }),
          push: (push) => pushImage(id, pushTag(runId, ref), { docker, runId, env }, push),
        }),
      }
    },
    openBuildTimer: () => openBuildTimer({ docker, runId, cwd, env, host, findBuilder }),
    async cleanUp() {
      // An engine that hangs is not to keep anybody who wants to leave; one that is only slow gets its time.
      limit.hurry()
      try {
        await docker.ping()
      } catch (error) {
        return { removed: 0, left: [`whatever run ${runId} created: ${engineMessage(error)}`] }
      }
      limit.calm()
      // One that is being made now would be overlooked.
      await network?.catch(() => {})
      return cleanUpRun(docker, runId)
    },
    close: events.close,
  }
}

/** Loaded only where somebody asks. */
function weigherOf(
  source: Source,
  build: BuildFact | undefined,
  from: { readonly cwd: string; readonly entriesOf: EntriesOf },
): Pick<Prepared, 'weighContext'> {
  if (source.from !== 'dockerfile' || isRemote(source.context)) return {}
  const { context, dockerfile } = source
  const sends = build?.builder === 'buildx' ? 'copied' : 'all'
  return {
    async weighContext(use) {
      const { weighContext } = await import('./build/context/weigh-context.js')
      return weighContext({ ...from, context, dockerfile, use, sends })
    },
  }
}

type Obtained =
  | {
      readonly outcome: 'built' | 'pulled' | 'loaded' | 'present'
      readonly id: string
      readonly build?: BuildFact
    }
  | { readonly outcome: 'failed'; readonly failure: Failure }

/** A reader wants the engine's own sentence. */
const cancelled: Failure = { reason: 'cancelled', message: 'cancelled' }

const describeBuilder = async (builder: Builder): Promise<string> =>
  builder.by === 'buildx'
    ? `buildx ${builder.version}, driver ${(await builder.inspected).driver}`
    : "the engine's own builder"
