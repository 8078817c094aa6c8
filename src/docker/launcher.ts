import type Docker from 'dockerode'
import type { Variant } from '../core/domain/config.js'
import type { Failure } from '../core/domain/failure.js'
import type { Launcher, Started, StartRequest } from '../core/domain/instance.js'
import type { VariantRef } from '../core/domain/variant.js'
import type { EngineClock } from './clock/engine-clock.js'
import { containerOptions } from './container-options.js'
import { mapEngineError, statusOf } from './engine-error.js'
import type { EngineEvents } from './events.js'
import { openInstance, removeContainer } from './instance.js'
import { variantLabels } from './labels.js'
import { createNetwork, type RunNetwork, removeNetwork } from './network.js'
import { readOomKills } from './oom-kills.js'
import { setPageCache } from './page-cache.js'
import { labelNewVolumes } from './volumes.js'

export interface LauncherRequest {
  readonly docker: Docker
  readonly runId: string
  readonly ref: VariantRef
  readonly variant: Variant
  /** The image's id, so that a tag moved meanwhile changes nothing. */
  readonly image: string
  readonly cwd: string
  /** What the variant's env file says. */
  readonly envOfFile: Readonly<Record<string, string>>
  readonly sharedNetwork: () => Promise<RunNetwork>
  /** It is gone: the next one who asks gets a new one. */
  readonly forgetSharedNetwork: () => void
  readonly clock: EngineClock
  readonly events: EngineEvents
}

let networks = 0

export function makeImageLauncher(request: LauncherRequest): Launcher {
  const { docker, runId, ref, variant, cwd, clock, events } = request
  const { run, source } = variant
  const platform = source.from === 'process' ? undefined : source.platform

  async function startOnce({ publish, ownNetwork, cold = false, signal }: StartRequest): Promise<Attempt> {
    let network: RunNetwork | undefined
    let container: Docker.Container | undefined
    try {
      network = ownNetwork
        ? await createNetwork(docker, runId, `container-migrate-${runId}-${++networks}`)
        : await request.sharedNetwork()
      signal.throwIfAborted()
      const options = containerOptions({
        image: request.image,
        ...(platform === undefined ? {} : { platform }),
        run,
        env: { ...request.envOfFile, ...run.env },
        labels: variantLabels(runId, ref),
        network: network.name,
        // Where the bridge cannot be reached the published port is the only way in.
        publish: publish || !network.reachable,
        cwd,
      })
      await labelNewVolumes(docker, runId, run.volumes)
      const pageCache = await setPageCache(cold, await clock.isOurs())
      const oomKillsBefore = await readOomKills()
      const askedAt = performance.now()
      container = await docker.createContainer(options)
      const createdAt = performance.now()
      signal.throwIfAborted()
      await clock.during(container.start())
      const startedAt = performance.now()
      const instance = await openInstance({
        docker,
        container,
        network,
        ownsNetwork: ownNetwork,
        askedAt,
        createdAt,
        startedAt,
        oomKillsBefore,
        pageCache,
        clock,
        events,
      })
      return { outcome: 'started', instance }
    } catch (error) {
      // Best effort: what stays is removed by its label at the end of the run.
      if (container !== undefined) await removeContainer(container).catch(() => {})
      if (ownNetwork && network !== undefined) await removeNetwork(docker, network.name).catch(() => {})
      const failure: Failure = signal.aborted
        ? { reason: 'cancelled', message: 'cancelled' }
        : mapStartError(error)
      return { outcome: 'refused', failure, takenAway: statusOf(error) === 404 && !isImageGone(failure) }
    }
  }

  return {
    ref,
    variant,
    async start(asked: StartRequest): Promise<Started> {
      // A prune by somebody else takes networks without containers, and containers that do not run yet: ours, for a moment.
      for (let triesLeft = 2; ; triesLeft--) {
        const attempt = await startOnce(asked)
        if (attempt.outcome === 'started') return attempt
        const { outcome, failure, takenAway } = attempt
        if (!takenAway || triesLeft === 0 || asked.signal.aborted) return { outcome, failure }
        if (!asked.ownNetwork) request.forgetSharedNetwork()
      }
    },
  }
}

type Attempt =
  | Extract<Started, { readonly outcome: 'started' }>
  | (Extract<Started, { readonly outcome: 'refused' }> & { readonly takenAway: boolean })

const isImageGone = ({ reason }: Failure): boolean => reason === 'engine-lost'

/** The image was there when the variant was prepared, so its absence now is nothing that the variant did. */
function mapStartError(error: unknown): Failure {
  const failure = mapEngineError(error, 'start-refused')
  if (failure.reason !== 'image-missing') return failure
  const message = `the engine no longer has the image, somebody removed it during the run: ${failure.message}`
  return { reason: 'engine-lost', message }
}
