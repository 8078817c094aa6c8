import { join } from 'node:path'
import { evaluateTemplate } from '../expressions/template.js'
import { defaultPermissions } from '../file/permissions.js'
import { readWorkflow } from '../file/read-workflow.js'
import { InvalidWorkflow, type Workflow } from '../file/workflow.js'
import { openArtifacts } from '../hub/artifacts.js'
import type { RunEvent } from '../hub/event.js'
import type { Hub } from '../hub/hub.js'
import { type Patience, runnersPatience } from '../job/process.js'
import type { Values } from '../value.js'
import { makeCancellation } from './cancellation.js'
import type { Control } from './control.js'
import { githubContext } from './github-context.js'
import { makeMemory } from './memory.js'
import { combineResults } from './outcome.js'
import type { RunResult } from './result.js'
import { runJobs } from './run-jobs.js'
import { readConcurrency } from './run-leg.js'
import { complaintsAtStartUp, loadWorkflows } from './start-up.js'
import type { Frame, RunState, Tokens } from './state.js'

export interface RunWish {
  /** The caller's workflow: its path in the repository, and its text. */
  readonly workflow: { readonly path: string; readonly text: string }
  readonly event: RunEvent
  readonly secrets?: Readonly<Record<string, string>>
  readonly vars?: Values
  /** The repository's setting for workflows that say nothing. */
  readonly defaultToken?: keyof typeof defaultPermissions
  readonly tokens?: Tokens
  readonly control?: Control
  readonly patience?: Patience
  readonly minuteMs?: number
}

export interface Run {
  readonly ended: Promise<RunResult>
  cancel(): void
  /** Runs what failed or was cancelled, and what depends on it, once more. */
  rerunFailed(control?: Control): Run
}

type Attempt = Omit<RunState, 'caller' | 'workflows'>

export function startRun(hub: Hub, wish: RunWish): Run {
  const number = hub.nextRun()
  const id = String(7_000_000 + number)
  return startAttempt(wish, {
    hub,
    id,
    number,
    attempt: 1,
    event: wish.event,
    vars: wish.vars ?? {},
    secrets: wish.secrets ?? {},
    defaultPermissions: defaultPermissions[wish.defaultToken ?? 'restricted'],
    tokens: wish.tokens ?? { writing: 'token-that-writes', reading: 'token-that-reads' },
    control: wish.control ?? {},
    patience: wish.patience ?? runnersPatience,
    minuteMs: wish.minuteMs ?? 60_000,
    artifacts: openArtifacts(join(hub.folder, 'runs', id, 'artifacts')),
    memory: makeMemory(),
  })
}

function startAttempt(wish: RunWish, attempt: Attempt): Run {
  const cancellation = makeCancellation()
  const ended = runAttempt(wish, attempt, cancellation)
  return {
    ended,
    cancel: () => cancellation.cancel('The run was canceled by @ada.'),
    rerunFailed: (control = {}) => startAttempt(wish, { ...attempt, control, attempt: attempt.attempt + 1 }),
  }
}

async function runAttempt(
  { workflow }: RunWish,
  attempt: Attempt,
  cancellation: ReturnType<typeof makeCancellation>,
): Promise<RunResult> {
  let caller: Workflow
  let run: RunState
  try {
    caller = await readWorkflow(workflow.path, workflow.text)
    run = { ...attempt, caller, workflows: await loadWorkflows(attempt.hub, attempt.event, caller) }
  } catch (error) {
    if (error instanceof InvalidWorkflow) return notStarted(attempt, [error.message])
    throw error
  }
  const complaints = complaintsAtStartUp(run.hub, caller, run.workflows, run.defaultPermissions)
  if (complaints.length > 0) return notStarted(attempt, complaints)
  const holder = { within: [], cancel: cancellation.cancel }
  const frame: Frame = {
    run,
    workflow: caller,
    path: '',
    names: [],
    inputs: {},
    secrets: run.secrets,
    permissions: run.defaultPermissions,
    holders: [holder],
    cancellation,
    fresh: attempt.attempt === 1,
  }
  try {
    if (caller.concurrency !== undefined) {
      const contexts = { github: githubContext(run), inputs: {}, vars: run.vars }
      const group = readConcurrency(evaluateTemplate(caller.concurrency, { contexts }))
      const leave = cancellation.add(() => run.hub.concurrency.leave(holder))
      const entry = await run.hub.concurrency.enter({ ...group, holder })
      leave()
      if (entry !== 'entered') return resultOf(attempt, 'cancelled')
    }
    const jobs = await runJobs(frame)
    const combined = combineResults([...jobs.values()].map(({ result }) => result))
    return resultOf(attempt, combined === 'skipped' ? 'success' : combined)
  } catch (error) {
    cancellation.cancel('The harness failed.')
    throw error
  } finally {
    run.hub.concurrency.leave(holder)
  }
}

const notStarted = (attempt: Attempt, complaints: readonly string[]): RunResult => ({
  ...resultOf(attempt, 'startup_failure'),
  complaints,
})

const resultOf = (
  { id, attempt, memory, artifacts }: Attempt,
  conclusion: RunResult['conclusion'],
): RunResult => ({
  id,
  attempt,
  conclusion,
  complaints: [],
  jobs: [...memory.legs.values()],
  artifacts: artifacts.all,
})
