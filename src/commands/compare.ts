import { randomBytes } from 'node:crypto'
import { judge } from '../core/budgets/judge.js'
import type { Config } from '../core/domain/config.js'
import type { Facts } from '../core/domain/facts.js'
import { markedFor } from '../core/domain/marker.js'
import type { OnProgress } from '../core/domain/progress.js'
import type { RunRecord, Subject } from '../core/domain/record.js'
import { makePlan } from '../core/plan/make-plan.js'
import type { Env } from '../docker/connect.js'
import { runPlan } from '../phases/run-plan.js'
import { layOutBase } from './base/lay-out-base.js'
import { withBase } from './base/with-base.js'
import { requireEnvFiles } from './check-env-files.js'
import { cleanUp } from './clean-up.js'
import { exitCodeOf } from './exit-code.js'
import { openEngine } from './open-engine.js'
import { version } from './version.js'

export interface CompareRequest {
  readonly config: Config
  readonly runId: string
  readonly cwd: string
  readonly env: Env
  /** What this change is held against by budgets that ask for it: a branch, a tag or a commit. */
  readonly base?: string
  readonly parallel: number
  /** Leave images, containers and networks on the engine, for somebody who wants to look. */
  readonly keep: boolean
  readonly subject: Subject
  readonly signal: AbortSignal
  readonly onProgress: OnProgress
}

export interface CompareOutcome {
  readonly record: RunRecord
  readonly exitCode: number
}

export const makeRunId = (): string => randomBytes(6).toString('hex')

/** Builds, starts, smokes and measures both variants of every service, and judges what was found. */
export async function compare(request: CompareRequest): Promise<CompareOutcome> {
  const { cwd, env, parallel, signal, onProgress } = request
  const startedAt = new Date()
  const begun = performance.now()
  const onNote = (text: string) => onProgress({ tell: 'note', text })
  await requireEnvFiles(request.config, cwd, env)
  // Whoever cancels meanwhile gets the record of a run that came to nothing, as at any other moment.
  const config = await withBase({ ...request, onNote }).catch(unlessCancelled(signal, request.config))
  const plan = makePlan(config)
  await using base = await layOutBase({ ...request, services: config.services })
  const engine = await openEngine({ ...request, config })
  onProgress({ tell: 'note', text: `run ${request.runId}` })
  let facts: Facts
  try {
    const { services, withoutBase } = base
    const context = {
      engine,
      services,
      cwd,
      env: markedFor(request.runId, env),
      parallel,
      signal,
      onProgress,
      ...(withoutBase && { withoutBase }),
    }
    facts = (await runPlan(plan, context)).facts
  } finally {
    engine.close()
    if (!request.keep) await cleanUp(engine, onProgress)
  }
  const judgement = judge(facts, config)
  const record: RunRecord = {
    recordVersion: 1,
    tool: { name: 'container-migrate', version },
    run: {
      id: request.runId,
      startedAt: startedAt.toISOString(),
      durationMs: Math.round(performance.now() - begun),
    },
    subject: request.subject,
    config,
    facts,
    judgement,
  }
  return { record, exitCode: exitCodeOf(record) }
}

const unlessCancelled =
  <T>(signal: AbortSignal, otherwise: T) =>
  (error: unknown): T => {
    if (signal.aborted) return otherwise
    throw error
  }
