import type { Check } from '../../core/domain/check.js'
import type { CheckFact } from '../../core/domain/facts.js'
import type { Failure } from '../../core/domain/failure.js'
import type { Exit } from '../../core/domain/instance.js'
import type { Answer } from '../../core/smoke/answer.js'
import { startDeadline } from '../../probe/deadline.js'
import { exitFailure } from '../ready/exit-failure.js'
import { exitInSight } from '../ready/exit-in-sight.js'
import { orAfter } from '../ready/patience.js'
import type { CheckContext, CheckResult } from './context.js'
import { checkExec } from './exec.js'
import { checkHttp } from './http.js'
import { checkLog } from './log.js'
import { checkRun } from './run.js'
import { checkTcp } from './tcp.js'
import { checkWebsocket } from './websocket.js'

export type { CheckContext } from './context.js'

export interface CheckRun {
  readonly fact: CheckFact
  /** Present where the other variant must answer the same. */
  readonly answer?: Answer
}

/** Every kind of check keeps its own time and knows best what it waited for; this catches what does not keep it. */
const slackMs = 250
/** How long a kind that was ended may take to tell what it had so far; a command on the runner needs it to die. */
const lastWordMs = 3000

/** Makes one check; whatever happens is in its fact. */
export async function runCheck(check: Check, context: CheckContext): Promise<CheckRun> {
  const { name } = check
  if (context.signal.aborted) return { fact: { name, outcome: 'not-run' } }
  const begun = performance.now()
  const settled = await settle(check, context)
  const durationMs = performance.now() - begun
  const failure = await failureOf(settled, context)
  const outcome = failure === undefined ? 'passed' : failure.reason === 'cancelled' ? 'not-run' : 'failed'
  const { answer, output = [] } = 'result' in settled ? settled.result : {}
  const fact: CheckFact = {
    name,
    outcome,
    durationMs,
    ...(failure === undefined ? {} : { failure }),
    ...(outcome === 'passed' && output.length > 0 ? { output } : {}),
  }
  return { fact, ...(answer === undefined ? {} : { answer }) }
}

/** What ended a check: itself, the instance, or its time (or a cancel), with what the check had so far. */
type Settled =
  | { readonly result: CheckResult }
  | { readonly exit: Exit }
  | { readonly late: Failure; readonly soFar?: Failure }

async function settle(check: Check, context: CheckContext): Promise<Settled> {
  const limit = startDeadline(check.timeoutMs + slackMs, context.signal)
  const ended = new AbortController()
  const exited = context.instance.exited.then((exit) => ({ exit }))
  const work = perform(check, { ...context, signal: ended.signal })
    .catch(broken)
    .then((result) => ({ result }))
  try {
    const first = await Promise.race([exited, work, fired(limit.signal)])
    if ('result' in first) return first
    ended.abort()
    const last = await orAfter(work, lastWordMs, undefined)
    if ('exit' in first) return first
    const late = limit.failure(`the end of: ${check.name}`) ?? timedOut
    const soFar = last?.result.failure
    return { late, ...(soFar === undefined ? {} : { soFar }) }
  } finally {
    limit.end()
  }
}

async function failureOf(settled: Settled, { instance }: CheckContext): Promise<Failure | undefined> {
  const gone = (exit: Exit) => exitFailure(instance, exit, 'before this check was through')
  if ('exit' in settled) return gone(settled.exit)
  if ('late' in settled) {
    const { late, soFar } = settled
    if (late.reason === 'timeout' && soFar?.reason === 'timeout') return soFar
    return soFar?.tail === undefined ? late : { ...late, tail: soFar.tail }
  }
  const { failure, answered } = settled.result
  if (failure === undefined || answered) return failure
  // A broken connection or a killed command is often the instance's end seen from outside: then that is what is told.
  const exit = await exitInSight(instance)
  return exit === undefined ? failure : gone(exit)
}

function perform(check: Check, context: CheckContext): Promise<CheckResult> {
  switch (check.by) {
    case 'http':
      return checkHttp(check, context)
    case 'websocket':
      return checkWebsocket(check, context)
    case 'tcp':
      return checkTcp(check, context)
    case 'exec':
      return checkExec(check, context)
    case 'run':
      return checkRun(check, context)
    case 'log':
      return checkLog(check, context)
  }
}

const timedOut: Failure = { reason: 'timeout', message: 'took too long' }

const broken = (error: unknown): CheckResult => ({
  failure: { reason: 'expectation', message: error instanceof Error ? error.message : String(error) },
})

function fired(signal: AbortSignal): Promise<{ readonly late: true }> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ late: true }), { once: true })
  })
}
