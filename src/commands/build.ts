import { resolve } from 'node:path'
import { UsageError } from '../core/domain/errors.js'
import type { PartialRecord } from '../core/domain/part.js'
import type { PlanDocument } from '../core/domain/plan.js'
import { refsOfBuildShard } from '../core/plan/slice-plan.js'
import { layOutBase } from './base/lay-out-base.js'
import { prepareAndSend } from './build/prepare-and-send.js'
import { openSender } from './build/send-images.js'
import type { ShardName } from './line/shared-run.js'
import { runShard, type ShardRequest } from './run-shard.js'

export interface BuildRequest extends ShardRequest {
  /** The folder that takes the images. */
  readonly images: string
}

/** Both variants of its services prepared, and their images sent to where others take them. */
export async function build(request: BuildRequest): Promise<PartialRecord> {
  const { plan, shard, cwd } = request
  requireBuildShard(plan, shard)
  const refs = refsOfBuildShard(plan, shard.number)
  const services = plan.config.services.filter(({ name }) => refs.some(({ service }) => service === name))
  return runShard(request, {
    stage: 'build',
    services,
    ready: async () => {
      const sender = await openSender(plan, resolve(cwd, request.images), refs)
      return async ({ engine, signal }) => {
        await using base = await layOutBase({ ...request, services, signal })
        const facts = await prepareAndSend(refs, sender, { ...request, signal, engine, ...base })
        return { facts, images: sender.sent() }
      }
    },
  })
}

function requireBuildShard({ builds }: PlanDocument, { number, of }: ShardName): void {
  if (of === builds.length) return
  if (builds.length === 0)
    throw new UsageError(
      'the plan has no build shards: every shard prepares what it measures, so only measure',
    )
  throw new UsageError(
    `the plan has ${builds.length} build shards, and --shard ${number}/${of} is of ${of}: give ${number <= builds.length ? number : 1}/${builds.length}, or the plan that this shard belongs to`,
  )
}
