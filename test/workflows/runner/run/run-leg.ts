import type { Scope } from '../expressions/evaluate.js'
import { EvaluationError } from '../expressions/evaluation-error.js'
import { evaluateTemplate } from '../expressions/template.js'
import type { Holder } from '../hub/concurrency.js'
import { runOnMachine } from '../job/run-on-machine.js'
import { isValues, type Values } from '../value.js'
import { jobContexts } from './github-context.js'
import { nameLeg, type Strategy } from './legs.js'
import type { JobOutcome } from './outcome.js'
import { legPlace, reportWithoutMachine } from './report.js'
import { runCalled } from './run-called.js'
import { type JobWish, needsContext } from './run-job.js'

export interface LegWish extends JobWish {
  readonly strategy: Strategy
  readonly matrix: Values
  readonly index: number
  readonly fresh: boolean
  readonly calledOff: AbortSignal
  readonly staysWhenCancelled: () => boolean
}

/** A leg with all that is settled before it has a machine. */
export interface ReadyLeg extends LegWish {
  readonly name: string
  readonly scope: Scope
  readonly holder: Holder
  readonly cancelled: AbortController
}

/** One job of a matrix, or a job without one. */
export async function runLeg(wish: LegWish): Promise<JobOutcome> {
  const { frame, job, matrix } = wish
  const before = frame.run.memory.legs.get(legPlace(frame, job, matrix))
  if (before?.result === 'success' && !wish.fresh) return { ...before, ran: false }
  const cancelled = new AbortController()
  const cancel = (why: string) => cancelled.abort(why)
  const holder = { within: frame.holders, cancel }
  const leave = frame.cancellation.add((why) => {
    if (!wish.staysWhenCancelled()) cancel(why)
  })
  const callOff = () => cancel(String(wish.calledOff.reason))
  if (wish.calledOff.aborted) callOff()
  wish.calledOff.addEventListener('abort', callOff)
  const scope = scopeOf(wish)
  try {
    const name = nameLeg(job.id, job.name, matrix, wish.strategy.hasMatrix, scope)
    return await enterAndRun({ ...wish, name, scope, holder, cancelled })
  } catch (error) {
    if (error instanceof EvaluationError) return without(wish, job.id, 'failure', error.message)
    throw error
  } finally {
    leave()
    wish.calledOff.removeEventListener('abort', callOff)
    frame.run.hub.concurrency.leave(holder)
  }
}

async function enterAndRun(leg: ReadyLeg): Promise<JobOutcome> {
  const { frame, job, name, holder, cancelled } = leg
  const { concurrency } = frame.run.hub
  if (job.concurrency !== undefined) {
    const wish = readConcurrency(evaluateTemplate(job.concurrency, leg.scope))
    const leave = () => concurrency.leave(holder)
    cancelled.signal.addEventListener('abort', leave)
    const entry = await concurrency.enter({ ...wish, holder })
    cancelled.signal.removeEventListener('abort', leave)
    if (entry === 'deadlock') return without(leg, name, 'cancelled', deadlock(wish.group, name))
  }
  if (cancelled.signal.aborted) return without(leg, name, 'cancelled', String(cancelled.signal.reason))
  return job.calls === undefined ? runOnMachine(leg) : runCalled(leg, job.calls)
}

export function without(
  { frame, job, matrix }: LegWish,
  name: string,
  result: 'failure' | 'cancelled',
  message: string,
): JobOutcome {
  reportWithoutMachine(frame, job, { name, result, matrix, annotations: [{ level: 'error', message }] })
  return { result, outputs: {}, ran: true }
}

export const deadlock = (group: string, job: string): string =>
  `Canceling since a deadlock for concurrency group '${group}' was detected between 'top level workflow' and '${job}'`

export function readConcurrency(value: ReturnType<typeof evaluateTemplate>) {
  const { group, 'cancel-in-progress': cancelInProgress = false } = isValues(value) ? value : { group: value }
  if (typeof group !== 'string' || group === '')
    throw new EvaluationError('concurrency: a group was expected')
  if (typeof cancelInProgress !== 'boolean')
    throw new EvaluationError('cancel-in-progress: a boolean was expected')
  return { group, cancelInProgress }
}

function scopeOf({ frame, needs, strategy, matrix, index }: LegWish): Scope {
  return {
    contexts: {
      ...jobContexts(frame, needsContext(needs)),
      matrix: strategy.hasMatrix ? matrix : null,
      strategy: {
        'fail-fast': strategy.failFast,
        'job-index': index,
        'job-total': strategy.legs.length,
        'max-parallel': Math.min(strategy.maxParallel, strategy.legs.length),
      },
    },
  }
}
