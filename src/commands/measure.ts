import { EnvironmentError, UsageError } from '../core/domain/errors.js'
import type { Failure } from '../core/domain/failure.js'
import type { PartialRecord } from '../core/domain/part.js'
import type { PlanDocument } from '../core/domain/plan.js'
import type { OnProgress } from '../core/domain/progress.js'
import type { Subject } from '../core/domain/record.js'
import { type Slice, slicePlan } from '../core/plan/slice-plan.js'
import type { Env } from '../docker/connect.js'
import { withoutLogin } from '../docker/registry-auth.js'
import type { RunContext } from '../phases/run-context.js'
import { runPlan } from '../phases/run-plan.js'
import { cleanUp } from './clean-up.js'
import type { ShardName } from './line/shared-run.js'
import { openEngine } from './open-engine.js'
import { openPartWriter, type PartWriter } from './part-writer.js'
import { readTravelled } from './read-travelled.js'

export interface MeasureRequest {
  readonly plan: PlanDocument
  readonly shard: ShardName
  /** The folder of images that other shards prepared. */
  readonly images?: string
  readonly runId: string
  readonly attempt: number
  readonly subject: Subject
  readonly cwd: string
  readonly env: Env
  readonly parallel: number
  readonly signal: AbortSignal
  readonly onProgress: OnProgress
  /**
   * Takes the part each time that more is known: first before anything is done, then after every phase, each time as what
   * it would be if nothing followed; last as it is.
   */
  readonly onPart: (part: PartialRecord) => Promise<void>
}

/** One shard's share of a plan: facts only. Whatever ends it, what it found until then is a part of the run. */
export async function measure(request: MeasureRequest): Promise<PartialRecord> {
  const { plan, shard, onPart } = request
  requireShard(plan, shard)
  const writer = openPartWriter({
    ...request,
    part: { plan: plan.id, stage: 'measure', shard: shard.number, of: shard.of, attempt: request.attempt },
  })
  await writer.begin()
  const { part, isWritten } = await measureSlice(slicePlan(plan, shard.number), request, writer)
  // What was cleaned up meanwhile may have made room for it.
  if (!isWritten) await onPart(part)
  return part
}

interface Ended {
  readonly part: PartialRecord
  readonly isWritten: boolean
}

async function measureSlice(
  { plan, services }: Slice,
  request: MeasureRequest,
  writer: PartWriter,
): Promise<Ended> {
  const { plan: document, images, runId, cwd, env, parallel, signal, onProgress } = request
  const end = async (part: PartialRecord): Promise<Ended> => ({
    part,
    isWritten: await writer.tryToWrite(part),
  })
  if (services.length === 0) return end(writer.make(writer.reached()))
  try {
    const travelled = document.builds.length === 0 ? undefined : await readTravelled(images, document)
    const engine = await openEngine({ config: { ...document.config, services }, runId, cwd, env })
    onProgress({ tell: 'note', text: `run ${runId}` })
    try {
      const context: RunContext = {
        engine,
        services,
        cwd,
        env: withoutLogin(env),
        ...(travelled && { travelled }),
        parallel,
        signal,
        onProgress,
      }
      // Before the cleaning up: whoever cancels a job waits for it some seconds only.
      return await end(writer.make(await runPlan(plan, context, writer.keep)))
    } finally {
      engine.close()
      await cleanUp(engine, onProgress)
    }
  } catch (error) {
    const ended = await end(writer.make(writer.reached(), signal.aborted ? cancelled : failureOf(error)))
    if (signal.aborted) return ended
    throw error
  }
}

function requireShard({ shards }: PlanDocument, { number, of }: ShardName): void {
  if (of === shards.length) return
  throw new UsageError(
    `the plan has ${shards.length} shards, and --shard ${number}/${of} is of ${of}: give ${number}/${shards.length}, or the plan that this shard belongs to`,
  )
}

const cancelled: Failure = { reason: 'cancelled', message: 'cancelled' }

/** Why a shard could not go on, in the one line that a report has for it. */
function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof EnvironmentError)
    return { reason: 'engine-lost', message, tail: [`try: ${error.advice}`] }
  return { reason: 'shard-lost', message }
}
