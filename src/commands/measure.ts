import { UsageError } from '../core/domain/errors.js'
import type { Facts } from '../core/domain/facts.js'
import { markedFor } from '../core/domain/marker.js'
import type { PartImage, PartialRecord } from '../core/domain/part.js'
import type { PlanDocument } from '../core/domain/plan.js'
import type { Travelled } from '../core/domain/travelled.js'
import { variantKey } from '../core/domain/variant.js'
import { slicePlan } from '../core/plan/slice-plan.js'
import { withoutLogin } from '../docker/registry-auth.js'
import type { RunContext } from '../phases/run-context.js'
import { type Reached, runPlan } from '../phases/run-plan.js'
import { layOutBase } from './base/lay-out-base.js'
import type { ShardName } from './line/shared-run.js'
import type { SoFar } from './part-writer.js'
import { readTravelled } from './read-travelled.js'
import { runShard, type ShardRequest } from './run-shard.js'

export interface MeasureRequest extends ShardRequest {
  /** The folder of images that other shards prepared. */
  readonly images?: string
}

/** Everything but what a build shard did for it. */
export async function measure(request: MeasureRequest): Promise<PartialRecord> {
  const { plan: document, shard, images, cwd, env, parallel, onProgress } = request
  requireShard(document, shard)
  const { plan, services } = slicePlan(document, shard.number)
  return runShard(request, {
    stage: 'measure',
    services,
    ready: async () => {
      const travelled = document.builds.length === 0 ? undefined : await readTravelled(images, document)
      const withImages = (reached: Reached): SoFar => ({
        ...reached,
        ...(travelled && { images: imagesRun(reached.facts, travelled) }),
      })
      return async ({ engine, writer, signal }) => {
        await using base = await layOutBase({ ...request, services, signal })
        const { withoutBase } = base
        const context: RunContext = {
          engine,
          services: base.services,
          ...(withoutBase && { withoutBase }),
          cwd,
          env: markedFor(request.runId, withoutLogin(env)),
          ...(travelled && { travelled }),
          parallel,
          signal,
          onProgress,
        }
        return withImages(await runPlan(plan, context, (reached) => writer.keep(withImages(reached))))
      }
    },
  })
}

/** Which of the images that were sent stood behind these facts. */
const imagesRun = ({ prepared }: Facts, { images }: Travelled): readonly PartImage[] =>
  prepared.flatMap(({ ref, outcome }): readonly PartImage[] => {
    const arrived = outcome === 'failed' ? undefined : images.get(variantKey(ref))
    return arrived === undefined ? [] : [{ ref, configDigest: arrived.image.configDigest }]
  })

function requireShard({ shards }: PlanDocument, { number, of }: ShardName): void {
  if (of === shards.length) return
  throw new UsageError(
    `the plan has ${shards.length} shards, and --shard ${number}/${of} is of ${of}: give ${number <= shards.length ? number : 1}/${shards.length}, or the plan that this shard belongs to`,
  )
}
