import type Docker from 'dockerode'
import type { Variant } from '../core/domain/config.js'
import type { Failure } from '../core/domain/failure.js'
import type { Launcher, Started, StartRequest } from '../core/domain/instance.js'
import type { VariantRef } from '../core/domain/variant.js'
import type { Env } from './connect.js'
import { containerOptions } from './container-options.js'
import { mapEngineError } from './engine-error.js'
import { readEnvFile } from './env-file.js'
import { openInstance, removeContainer } from './instance.js'
import { variantLabels } from './labels.js'
import { createNetwork, type RunNetwork, removeNetwork } from './network.js'

export interface LauncherRequest {
  readonly docker: Docker
  readonly runId: string
  readonly ref: VariantRef
  readonly variant: Variant
  /** The image's id, so that a tag moved meanwhile changes nothing. */
  readonly image: string
  readonly cwd: string
  readonly env: Env
  readonly sharedNetwork: () => Promise<RunNetwork>
}

let networks = 0

export async function makeImageLauncher(request: LauncherRequest): Promise<Launcher> {
  const { docker, runId, ref, variant, cwd } = request
  const { run, source } = variant
  const fromFile = run.envFile === undefined ? {} : await readEnvFile(run.envFile, cwd, request.env)
  const platform = source.platform

  return {
    ref,
    variant,
    async start({ publish, ownNetwork, signal }: StartRequest): Promise<Started> {
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
          env: { ...fromFile, ...run.env },
          labels: variantLabels(runId, ref),
          network: network.name,
          // Where the bridge cannot be reached the published port is the only way in.
          publish: publish || !network.reachable,
          cwd,
        })
        const askedAt = performance.now()
        container = await docker.createContainer(options)
        const createdAt = performance.now()
        signal.throwIfAborted()
        await container.start()
        const startedAt = performance.now()
        const instance = await openInstance({
          docker,
          container,
          network,
          ownsNetwork: ownNetwork,
          askedAt,
          createdAt,
          startedAt,
        })
        return { outcome: 'started', instance }
      } catch (error) {
        const failure: Failure = signal.aborted
          ? { reason: 'cancelled', message: 'cancelled' }
          : mapEngineError(error, 'start-refused')
        // Best effort: what stays is removed by its label at the end of the run.
        if (container !== undefined) await removeContainer(container).catch(() => {})
        if (ownNetwork && network !== undefined) await removeNetwork(docker, network.name).catch(() => {})
        return { outcome: 'refused', failure }
      }
    },
  }
}
