import { evaluateTemplate, textOf } from '../expressions/template.js'
import type { Call, CallInterface } from '../file/workflow.js'
import { inputsOf, secretsOf } from './call.js'
import { makeCancellation } from './cancellation.js'
import { githubContext } from './github-context.js'
import { combineResults, type JobOutcome } from './outcome.js'
import { runJobs } from './run-jobs.js'
import { deadlock, type ReadyLeg, readConcurrency, without } from './run-leg.js'
import { permissionsOf } from './start-up.js'
import type { Frame } from './state.js'

/** A job that is another workflow: its jobs run within this run, under this job's name. */
export async function runCalled(leg: ReadyLeg, call: Call): Promise<JobOutcome> {
  const { frame, job, name, holder, cancelled } = leg
  const workflow = frame.run.workflows.get(call.workflow)
  if (workflow?.call === undefined) throw new Error(`${call.workflow} was not loaded`)
  const cancellation = makeCancellation(frame.cancellation)
  cancelled.signal.addEventListener('abort', () => cancellation.cancel(String(cancelled.signal.reason)))
  const secretScope = { contexts: { ...leg.scope.contexts, secrets: frame.secrets } }
  const inner: Frame = {
    run: frame.run,
    workflow,
    path: `${frame.path}${job.id}${leg.strategy.hasMatrix ? `#${leg.index}` : ''}/`,
    names: [...frame.names, name],
    inputs: inputsOf(call, workflow.call, leg.scope),
    secrets: secretsOf(call, secretScope, frame.secrets),
    permissions: permissionsOf(job, frame.workflow, frame.permissions),
    holders: [...frame.holders, holder],
    cancellation,
    fresh: leg.fresh,
  }
  return (await enterGroup(inner, leg)) ?? runInner(inner, workflow.call)
}

/** The called workflow's own group, where it has one. */
async function enterGroup(inner: Frame, leg: ReadyLeg): Promise<JobOutcome | undefined> {
  const { workflow, run, inputs } = inner
  if (workflow.concurrency === undefined) return undefined
  const contexts = { github: githubContext(run), inputs, vars: run.vars }
  const wish = readConcurrency(evaluateTemplate(workflow.concurrency, { contexts }))
  const { holder, name, cancelled } = leg
  const leave = () => run.hub.concurrency.leave(holder)
  cancelled.signal.addEventListener('abort', leave)
  const entry = await run.hub.concurrency.enter({ ...wish, holder })
  cancelled.signal.removeEventListener('abort', leave)
  if (entry === 'deadlock') return without(leg, name, 'cancelled', deadlock(wish.group, name))
  return entry === 'cancelled' ? without(leg, name, 'cancelled', String(cancelled.signal.reason)) : undefined
}

async function runInner(inner: Frame, { outputs }: CallInterface): Promise<JobOutcome> {
  const jobs = await runJobs(inner)
  const contexts = {
    github: githubContext(inner.run),
    inputs: inner.inputs,
    vars: inner.run.vars,
    jobs: Object.fromEntries([...jobs].map(([id, { result, outputs }]) => [id, { result, outputs }])),
  }
  return {
    result: combineResults([...jobs.values()].map(({ result }) => result)),
    outputs: Object.fromEntries([...outputs].map(([name, token]) => [name, textOf(token, { contexts })])),
    ran: [...jobs.values()].some(({ ran }) => ran),
  }
}
