import type { Check } from '../../core/domain/check.js'
import type { CheckFact } from '../../core/domain/facts.js'
import type { Failure } from '../../core/domain/failure.js'
import type { Exit } from '../../core/domain/instance.js'
import type { Answer } from '../../core/smoke/answer.js'
import { startDeadline } from '../../probe/deadline.js'
import { exitFailure } from '../ready/exit-failure.js'
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
/** The engine tells of an exit a moment after the connection broke. */
const exitBecomesKnownMs = 300

/** Makes one check; whatever happens is in its fact. */
export async function runCheck(check: Check, context: CheckContext): Promise<CheckRun> {
  const { name } = check
  if (context.signal.aborted) return { fact: { name, outcome: 'not-run' } }
  const begun = performance.now()
  const { failure, answer } = await settle(check, context)
  const durationMs = performance.now() - begun
  const outcome = failure === undefined ? 'passed' : failure.reason === 'cancelled' ? 'not-run' : 'failed'
  const fact: CheckFact = { name, outcome, durationMs, ...(failure === undefined ? {} : { failure }) }
  return { fact, ...(answer === undefined ? {} : { answer }) }
}

async function settle(check: Check, context: CheckContext): Promise<CheckResult> {
  const { instance } = context
  const limit = startDeadline(check.timeoutMs + slackMs, context.signal)
  const ended = new AbortController()
  const exited = instance.exited.then((exit) => ({ exit }))
  const work = perform(check, { ...context, signal: ended.signal }).catch(broken)
  try {
    const first = await Promise.race([exited, work.then((result) => ({ result })), fired(limit.signal)])
    if ('exit' in first) return { failure: await gone(first.exit, context) }
    if ('result' in first) return await explained(first.result, context)
    ended.abort()
    const { failure: own } = await orAfter(work, lastWordMs, {} as CheckResult)
    const failure = limit.failure(`the end of: ${check.name}`) ?? timedOut
    if (failure.reason === 'timeout' && own?.reason === 'timeout') return { failure: own }
    return { failure: own?.tail === undefined ? failure : { ...failure, tail: own.tail } }
  } finally {
    ended.abort()
    limit.end()
    await orAfter(work, lastWordMs, undefined)
  }
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

/** A broken connection or a killed command is often the instance's end seen from outside: then that is what is told. */
async function explained(result: CheckResult, context: CheckContext): Promise<CheckResult> {
  if (result.failure === undefined || result.answered) return result
  const exit = await orAfter(context.instance.exited, exitBecomesKnownMs, undefined)
  return exit === undefined ? result : { failure: await gone(exit, context) }
}

const gone = (exit: Exit, { instance }: CheckContext): Promise<Failure> =>
  exitFailure(instance, exit, 'before this check was through')

const timedOut: Failure = { reason: 'timeout', message: 'took too long' }

const broken = (error: unknown): CheckResult => ({
  failure: { reason: 'expectation', message: error instanceof Error ? error.message : String(error) },
})

function fired(signal: AbortSignal): Promise<{ readonly late: true }> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ late: true }), { once: true })
  })
}
