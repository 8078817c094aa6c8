import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { evaluateTemplate, textsOf } from '../expressions/template.js'
import type { Step } from '../file/workflow.js'
import type { Machine } from '../hub/machines.js'
import { githubContext, tokenOf } from '../run/github-context.js'
import type { JobOutcome } from '../run/outcome.js'
import { remember } from '../run/report.js'
import type { JobReport } from '../run/result.js'
import { type ReadyLeg, without } from '../run/run-leg.js'
import { permissionsOf } from '../run/start-up.js'
import { isValues } from '../value.js'
import { makeFolders } from './folders.js'
import { handleOf } from './handle.js'
import { jobOutputs } from './job-outputs.js'
import type { LiveJob } from './live-job.js'
import { makeMasks } from './masks.js'
import { planStep } from './plan-step.js'
import { killMarked } from './process-tree.js'
import { runStep, type StepPlan } from './run-step.js'

const defaultMinutes = 360
const minutesToCancelIn = 5

/** Waits for a machine, and runs a job's steps on it. */
export async function runOnMachine(leg: ReadyLeg): Promise<JobOutcome> {
  const { machines } = leg.frame.run.hub
  const machine = await machines.take(leg.cancelled.signal)
  if (machine === undefined) return without(leg, leg.name, 'cancelled', String(leg.cancelled.signal.reason))
  try {
    const job = await setUp(leg, machine)
    const report = await runAll(job)
    remember(leg.frame, leg.job, leg.matrix, report)
    return { result: report.result, outputs: report.outputs, ran: true }
  } finally {
    machines.give(machine)
  }
}

let machinesUsed = 0

async function setUp(leg: ReadyLeg, machine: Machine): Promise<LiveJob> {
  const { frame, job } = leg
  const { run } = frame
  machinesUsed += 1
  const root = join(run.hub.folder, 'runs', run.id, `${run.attempt}-${machinesUsed}`)
  const folders = await makeFolders(root, run.hub.repository)
  await mkdir(join(folders.temp, '_github_workflow'))
  await writeFile(join(folders.temp, '_github_workflow', 'event.json'), JSON.stringify(run.event.payload))
  const token = tokenOf(run, permissionsOf(job, frame.workflow, frame.permissions))
  const contexts = {
    ...leg.scope.contexts,
    github: { ...githubContext(run), token, job: job.id, workspace: folders.workspace },
    secrets: { ...frame.secrets, GITHUB_TOKEN: token },
    runner: {
      name: machine.name,
      os: 'Linux',
      arch: 'X64',
      environment: 'github-hosted',
      temp: folders.temp,
      tool_cache: folders.tools,
    },
  }
  const variables = {
    ...textsOf(frame.workflow.env, { contexts }),
    ...textsOf(job.env, { contexts }),
  }
  return {
    leg,
    machine,
    folders,
    token,
    masks: makeMasks([token, ...Object.values(run.secrets), ...Object.values(frame.secrets)]),
    mark: root,
    contexts,
    variables: new Map(Object.entries(variables)),
    path: [],
    steps: new Map(),
    log: [],
    annotations: [],
    summaries: [],
    posts: [],
    status: 'success',
    isLost: false,
  }
}

async function runAll(job: LiveJob): Promise<JobReport> {
  const { leg } = job
  const stopWatching = watch(job)
  try {
    for (const step of leg.job.steps) if (!job.isLost) await runStep(job, planOrFailure(job, step))
    for (const post of job.posts.reverse()) if (!job.isLost) await runStep(job, { ...post, env: {} })
  } finally {
    stopWatching()
    killMarked(job.mark)
  }
  return reportOf(job)
}

/** A step whose name or variables cannot be evaluated fails in its place. */
function planOrFailure(job: LiveJob, step: Step): StepPlan {
  try {
    return planStep(job, step)
  } catch (error) {
    const work = () => Promise.reject(error)
    return { id: step.id, name: step.id, condition: step.condition, env: {}, work }
  }
}

/** Cancels what has to end before its time, and takes the machine away from what will not. */
function watch(job: LiveJob): () => void {
  const { run } = job.leg.frame
  const { signal } = job.leg.cancelled
  const timers: NodeJS.Timeout[] = []
  const cancel = () => {
    job.status = 'cancelled'
    job.annotations.push({ level: 'error', message: String(signal.reason) })
    job.current?.reconsider()
    timers.push(setTimeout(handleOf(job).loseMachine, minutesToCancelIn * run.minuteMs))
  }
  // Perhaps while its machine was made ready.
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel)
  const minutes = minutesOf(job)
  const late = `The job running on runner ${job.machine.name} has exceeded the maximum execution time of ${minutes} minutes.`
  timers.push(setTimeout(() => job.leg.cancelled.abort(late), minutes * run.minuteMs))
  return () => {
    signal.removeEventListener('abort', cancel)
    for (const timer of timers) clearTimeout(timer)
  }
}

function minutesOf({ leg }: LiveJob): number {
  const minutes = leg.job.timeoutMinutes && evaluateTemplate(leg.job.timeoutMinutes, leg.scope)
  return typeof minutes === 'number' ? minutes : defaultMinutes
}

function reportOf(job: LiveJob): JobReport {
  const { leg, isLost } = job
  const { job: file, frame } = leg
  const outputs = isLost ? {} : jobOutputs(job)
  const runsOn = file.runsOn && evaluateTemplate(file.runsOn, leg.scope)
  return {
    name: [...frame.names, leg.name].join(' / '),
    id: file.id,
    matrix: leg.matrix,
    ...(runsOn !== undefined && { runsOn: isValues(runsOn) ? JSON.stringify(runsOn) : String(runsOn) }),
    permissions: permissionsOf(file, frame.workflow, frame.permissions),
    result: isLost ? 'failure' : job.status,
    outputs,
    steps: [...job.steps.values()],
    log: job.log.join('\n'),
    annotations: job.annotations,
    summary: job.summaries.join('\n'),
    attempt: frame.run.attempt,
  }
}
