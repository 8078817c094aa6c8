import { setMaxListeners } from 'node:events'
import type { Config, Service } from '../core/domain/config.js'
import { EnvironmentError, UsageError } from '../core/domain/errors.js'
import type { Failure } from '../core/domain/failure.js'
import type { Engine } from '../core/domain/instance.js'
import type { PartialRecord, Stage } from '../core/domain/part.js'
import type { PlanDocument } from '../core/domain/plan.js'
import type { OnProgress } from '../core/domain/progress.js'
import type { Subject } from '../core/domain/record.js'
import type { Env } from '../docker/connect.js'
import { headCommit } from '../git/head-commit.js'
import { whyAborted } from '../phases/why-aborted.js'
import { cleanUp } from './clean-up.js'
import type { ShardName } from './line/shared-run.js'
import { openEngine } from './open-engine.js'
import { openPartWriter, type PartWriter, type SoFar } from './part-writer.js'
import { limitTime, type TimeLimit } from './time-limit.js'

/** What both kinds of shard are given. */
export interface ShardRequest {
  readonly plan: PlanDocument
  readonly shard: ShardName
  readonly runId: string
  readonly attempt: number
  readonly subject: Subject
  readonly cwd: string
  readonly env: Env
  readonly parallel: number
  readonly timeLimit?: TimeLimit
  readonly signal: AbortSignal
  readonly onProgress: OnProgress
  /**
   * Takes the part each time that more is known: first before anything is done, then after every phase, each time as what
   * it would be if nothing followed; last as it is.
   */
  readonly onPart: (part: PartialRecord) => Promise<void>
}

export interface ShardWork {
  readonly stage: Stage
  readonly services: readonly Service[]
  /** What must be there before an engine is asked; then the work itself. */
  readonly ready: () => Promise<(given: GivenToWork) => Promise<SoFar>>
}

interface GivenToWork {
  readonly engine: Engine
  readonly writer: PartWriter
  readonly signal: AbortSignal
}

/** One shard's share of a plan: facts only. Whatever ends it, what it found until then is a part of the run. */
export async function runShard(request: ShardRequest, work: ShardWork): Promise<PartialRecord> {
  const { plan, shard, attempt, timeLimit, onPart } = request
  const commit = await headCommit(request)
  requireCommit(plan, commit)
  const writer = openPartWriter({
    ...request,
    part: {
      plan: plan.id,
      stage: work.stage,
      shard: shard.number,
      of: shard.of,
      attempt,
      ...(commit !== undefined && { commit }),
    },
  })
  await writer.begin()
  const { signal, stopWatching } = limitTime(request.signal, timeLimit)
  // Every cell, every check and every send listens for the end; many at once are no leak.
  setMaxListeners(0, request.signal, signal)
  try {
    const { part, isWritten } = await workWith({ ...request, signal }, work, writer)
    // What was cleaned up meanwhile may have made room for it.
    if (!isWritten) await onPart(part)
    return part
  } finally {
    stopWatching()
  }
}

/** Images and figures of one commit under the plan of another would be judged as if they were of one. */
function requireCommit({ commit: planned }: PlanDocument, here: string | undefined): void {
  if (planned === undefined || here === undefined || planned === here) return
  throw new UsageError(
    `the plan was made at commit ${planned}, and this folder stands at ${here}: check out the same commit for both`,
  )
}

interface Ended {
  readonly part: PartialRecord
  readonly isWritten: boolean
}

async function workWith(
  { plan, runId, cwd, env, signal, onProgress }: ShardRequest,
  { services, ready }: ShardWork,
  writer: PartWriter,
): Promise<Ended> {
  const end = async (part: PartialRecord): Promise<Ended> => ({
    part,
    isWritten: await writer.tryToWrite(part),
  })
  if (services.length === 0) return end(writer.make(writer.reached()))
  try {
    const go = await ready()
    const config: Config = { ...plan.config, services }
    const engine = await openEngine({ config, runId, cwd, env })
    onProgress({ tell: 'note', text: `run ${runId}` })
    try {
      // Before the cleaning up: whoever cancels a job waits for it some seconds only.
      return await end(writer.make(await go({ engine, writer, signal })))
    } finally {
      engine.close()
      await cleanUp(engine, onProgress)
    }
  } catch (error) {
    const why = signal.aborted ? whyAborted(signal) : failureOf(error)
    const ended = await end(writer.make(writer.reached(), why))
    if (signal.aborted) return ended
    throw error
  }
}

/** Why a shard could not go on, in the one line that a report has for it. */
function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof EnvironmentError)
    return { reason: 'engine-lost', message, tail: [`try: ${error.advice}`] }
  return { reason: 'shard-lost', message }
}
