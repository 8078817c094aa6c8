import { isMet, type Scope } from '../expressions/evaluate.js'
import { EvaluationError } from '../expressions/evaluation-error.js'
import { jobStatus, type Result } from '../expressions/status.js'
import type { Job } from '../file/workflow.js'
import { bounded } from './bounded.js'
import { jobContexts } from './github-context.js'
import { readStrategy, type Strategy, unevaluatedName } from './legs.js'
import { combineOutputs, combineResults, type JobOutcome } from './outcome.js'
import { reportWithoutMachine } from './report.js'
import { runLeg } from './run-leg.js'
import type { Frame } from './state.js'

export interface JobWish {
  readonly frame: Frame
  readonly job: Job
  readonly needs: ReadonlyMap<string, JobOutcome>
  readonly ancestors: ReadonlyMap<string, Result>
}

export async function runJob(wish: JobWish): Promise<JobOutcome> {
  const { frame, job, needs } = wish
  const { memory } = frame.run
  const place = `${frame.path}${job.id}`
  const before = memory.jobs.get(place)
  const fresh = frame.fresh || [...needs.values()].some(({ ran }) => ran)
  if (before !== undefined && !fresh && !['failure', 'cancelled'].includes(before.result))
    return { ...before, ran: false }
  const outcome = await decideAndRun(wish, fresh)
  memory.jobs.set(place, outcome)
  return outcome
}

async function decideAndRun(wish: JobWish, fresh: boolean): Promise<JobOutcome> {
  const { frame, job } = wish
  let strategy: Strategy
  try {
    const scope = scopeOf(wish, frame.cancellation.requested)
    if (!isMet(job.condition, scope)) return neverRan(wish, 'skipped')
    strategy = readStrategy(job.strategy, scope)
  } catch (error) {
    if (error instanceof EvaluationError) return neverRan(wish, 'failure', error.message)
    throw error
  }
  const { legs, failFast, maxParallel } = strategy
  const siblings = new AbortController()
  const ends = await bounded(legs, maxParallel, async (matrix, index) => {
    const end = await runLeg({
      ...wish,
      strategy,
      matrix,
      index,
      fresh,
      calledOff: siblings.signal,
      // Whoever would run although all is cancelled is left alone when it is.
      staysWhenCancelled: () => isMet(job.condition, scopeOf(wish, true)),
    })
    if (failFast && end.result === 'failure')
      siblings.abort(`The strategy configuration was canceled because "${job.id}" failed`)
    return end
  })
  return {
    result: combineResults(ends.map(({ result }) => result)),
    outputs: combineOutputs(ends.map(({ outputs }) => outputs)),
    ran: true,
  }
}

function neverRan({ frame, job }: JobWish, result: Result, message?: string): JobOutcome {
  const annotations = message === undefined ? [] : [{ level: 'error' as const, message }]
  reportWithoutMachine(frame, job, { name: unevaluatedName(job.id, job.name), result, annotations })
  return { result, outputs: {}, ran: true }
}

function scopeOf({ frame, needs, ancestors }: JobWish, isCancelled: boolean): Scope {
  return {
    contexts: jobContexts(frame, needsContext(needs)),
    functions: jobStatus(ancestors, isCancelled),
  }
}

export const needsContext = (needs: ReadonlyMap<string, JobOutcome>) =>
  Object.fromEntries([...needs].map(([id, { result, outputs }]) => [id, { result, outputs }]))
