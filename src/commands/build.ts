import { setMaxListeners } from 'node:events'
import { resolve } from 'node:path'
import { EnvironmentError, UsageError } from '../core/domain/errors.js'
import type { Facts } from '../core/domain/facts.js'
import type { Failure } from '../core/domain/failure.js'
import type { PartialRecord } from '../core/domain/part.js'
import type { PlanDocument } from '../core/domain/plan.js'
import type { OnProgress } from '../core/domain/progress.js'
import type { Subject } from '../core/domain/record.js'
import { refsOfBuildShard } from '../core/plan/slice-plan.js'
import type { Env } from '../docker/connect.js'
import { prepareAndSend } from './build/prepare-and-send.js'
import { openSender } from './build/send-images.js'
import { cleanUp } from './clean-up.js'
import type { ShardName } from './line/shared-run.js'
import { openEngine } from './open-engine.js'
import { version } from './version.js'

export interface BuildRequest {
  readonly plan: PlanDocument
  readonly shard: ShardName
  /** The folder that takes the images. */
  readonly images: string
  readonly runId: string
  readonly attempt: number
  readonly subject: Subject
  readonly cwd: string
  readonly env: Env
  readonly parallel: number
  readonly signal: AbortSignal
  readonly onProgress: OnProgress
  /** Takes the part: first before anything is done, as what it would be if nobody came back; last as it is. */
  readonly onPart?: (part: PartialRecord) => Promise<void>
}

/** One build shard's share of a plan: both variants of its services prepared, and their images sent to where others take them. */
export async function build(request: BuildRequest): Promise<PartialRecord> {
  const { plan, shard, runId, cwd, env, signal, onProgress, onPart = async () => {} } = request
  requireBuildShard(plan, shard)
  setMaxListeners(0, signal)
  const refs = refsOfBuildShard(plan, shard.number)
  const services = plan.config.services.filter(({ name }) => refs.some(({ service }) => service === name))
  const startedAt = new Date()
  const begun = performance.now()
  const partOf = (facts: Facts, interrupted = facts.interrupted): PartialRecord => ({
    recordVersion: 1,
    tool: { name: 'container-migrate', version },
    run: {
      id: runId,
      startedAt: startedAt.toISOString(),
      durationMs: Math.round(performance.now() - begun),
    },
    subject: request.subject,
    part: { plan: plan.id, stage: 'build', shard: shard.number, of: shard.of, attempt: request.attempt },
    facts: { ...facts, ...(interrupted && { interrupted }) },
  })
  let facts: Facts = { prepared: [], measurements: [], starts: [], cells: [] }
  await onPart(partOf(facts, cutOff))
  try {
    const sender = await openSender(plan, resolve(cwd, request.images), refs)
    const engine = await openEngine({ config: { ...plan.config, services }, runId, cwd, env })
    onProgress({ tell: 'note', text: `run ${runId}` })
    try {
      facts = await prepareAndSend(refs, sender, { ...request, engine, services })
    } finally {
      engine.close()
      await cleanUp(engine, onProgress)
    }
  } catch (error) {
    await onPart(partOf(facts, signal.aborted ? cancelled : failureOf(error)))
    if (!signal.aborted) throw error
  }
  const part = partOf(facts, signal.aborted ? cancelled : facts.interrupted)
  await onPart(part)
  return part
}

function requireBuildShard({ builds }: PlanDocument, { number, of }: ShardName): void {
  if (of === builds.length) return
  if (builds.length === 0)
    throw new UsageError(
      'the plan has no build shards: every shard prepares what it measures, so only measure',
    )
  throw new UsageError(
    `the plan has ${builds.length} build shards, and --shard ${number}/${of} is of ${of}: give ${number}/${builds.length}, or the plan that this shard belongs to`,
  )
}

/** What stands in the file while it works: true only if nobody comes to replace it. */
const cutOff: Failure = {
  reason: 'shard-lost',
  message: 'it ended without a word while it was preparing images',
}

const cancelled: Failure = { reason: 'cancelled', message: 'cancelled' }

function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof EnvironmentError)
    return { reason: 'engine-lost', message, tail: [`try: ${error.advice}`] }
  return { reason: 'shard-lost', message }
}
