import { EnvironmentError, UsageError } from '../core/domain/errors.js'
import type { Failure } from '../core/domain/failure.js'
import type { PartialRecord } from '../core/domain/part.js'
import type { PlanDocument } from '../core/domain/plan.js'
import type { OnProgress } from '../core/domain/progress.js'
import type { Subject } from '../core/domain/record.js'
import { slicePlan } from '../core/plan/slice-plan.js'
import type { Env } from '../docker/connect.js'
import { withoutLogin } from '../docker/registry-auth.js'
import { type Reached, runPlan } from '../phases/run-plan.js'
import { cleanUp } from './clean-up.js'
import type { ShardName } from './line/shared-run.js'
import { openEngine } from './open-engine.js'
import { readTravelled } from './read-travelled.js'
import { version } from './version.js'

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
  const { plan: document, shard, images, runId, cwd, env, parallel, signal, onProgress, onPart } = request
  requireShard(document, shard)
  const { plan, services } = slicePlan(document, shard.number)
  const startedAt = new Date()
  const begun = performance.now()
  const partOf = ({ facts, done }: Reached, interrupted?: Failure): PartialRecord => ({
    recordVersion: 1,
    tool: { name: 'container-migrate', version },
    run: {
      id: runId,
      startedAt: startedAt.toISOString(),
      durationMs: Math.round(performance.now() - begun),
    },
    subject: request.subject,
    part: {
      plan: document.id,
      stage: 'measure',
      shard: shard.number,
      of: shard.of,
      attempt: request.attempt,
      done,
    },
    facts: { ...facts, ...(interrupted && { interrupted }) },
  })
  let reached: Reached = { facts: { prepared: [], measurements: [], starts: [], cells: [] }, done: [] }
  // A place that takes no record is found out before the work and not after it.
  await onPart(partOf({ ...reached, next: 'build' }, cutOffBefore('build')))
  /** A disk that is full now may have room once this run has cleaned up after itself. */
  const tryToWrite = (part: PartialRecord): Promise<boolean> =>
    onPart(part).then(
      () => true,
      (error: unknown) => {
        onProgress({ tell: 'note', text: error instanceof Error ? error.message : String(error) })
        return false
      },
    )
  if (services.length === 0) {
    const part = partOf(reached)
    await onPart(part)
    return part
  }
  try {
    const travelled = document.builds.length === 0 ? undefined : await readTravelled(images, document)
    const engine = await openEngine({ config: { ...document.config, services }, runId, cwd, env })
    onProgress({ tell: 'note', text: `run ${runId}` })
    let part: PartialRecord
    let isWritten = false
    try {
      reached = await runPlan(
        plan,
        {
          engine,
          services,
          cwd,
          env: withoutLogin(env),
          ...(travelled && { travelled }),
          parallel,
          signal,
          onProgress,
        },
        async (sofar) => {
          reached = sofar
          await tryToWrite(partOf(sofar, cutOffBefore(sofar.next)))
        },
      )
      part = partOf(reached)
      // Before the cleaning up: whoever cancels a job waits for it some seconds only.
      isWritten = await tryToWrite(part)
    } finally {
      engine.close()
      await cleanUp(engine, onProgress)
    }
    if (!isWritten) await onPart(part)
    return part
  } catch (error) {
    const part = partOf(reached, signal.aborted ? cancelled : failureOf(error))
    await tryToWrite(part)
    if (signal.aborted) return part
    throw error
  }
}

function requireShard({ shards }: PlanDocument, { number, of }: ShardName): void {
  if (of === shards.length) return
  throw new UsageError(
    `the plan has ${shards.length} shards, and --shard ${number}/${of} is of ${of}: give ${number}/${shards.length}, or the plan that this shard belongs to`,
  )
}

/** What stands in the file while a phase runs: true only if nobody comes to replace it. */
const cutOffBefore = (next: Reached['next']): Failure => ({
  reason: 'shard-lost',
  message: `it ended without a word while it was ${doing[next ?? 'clean']}`,
})

const doing: Record<NonNullable<Reached['next']>, string> = {
  build: 'preparing its variants',
  'time-builds': 'timing builds',
  measure: 'measuring starts',
  smoke: 'running its suites',
  load: 'measuring under load',
  capacity: 'measuring',
  clean: 'cleaning up',
}

const cancelled: Failure = { reason: 'cancelled', message: 'cancelled' }

/** Why a shard could not go on, in the one line that a report has for it. */
function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof EnvironmentError)
    return { reason: 'engine-lost', message, tail: [`try: ${error.advice}`] }
  return { reason: 'shard-lost', message }
}
