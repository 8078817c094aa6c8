import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StepName } from '../run/control.js'
import { environmentOf } from './environment.js'
import { parseFileCommand } from './file-commands.js'
import { handleOf } from './handle.js'
import type { LiveJob } from './live-job.js'
import { startProcess } from './process.js'
import { makeStepLog, type StepLog } from './step-log.js'

/** A step at work: its log, its answers, and the processes it starts. */
export interface Task {
  readonly job: LiveJob
  readonly log: StepLog
  readonly outputs: Map<string, string>
  readonly state: Map<string, string>
  /** Answers how it exited; null where a signal ended it. */
  run(command: string, args: readonly string[], where: Where): Promise<number | null>
  /** Takes over what the step wrote into the runner's files; throws where the runner cannot read them. */
  takeFiles(): void
  cancel(): void
}

interface Where {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

const kinds = ['output', 'env', 'path', 'state', 'step_summary'] as const
const mostSummaryKb = 1024

let files = 0

export function makeTask(job: LiveJob, step: StepName, env: Readonly<Record<string, string>>): Task {
  const outputs = new Map<string, string>()
  const state = new Map<string, string>()
  files += 1
  const fileOf = (kind: (typeof kinds)[number]) => join(job.folders.commands, `${kind}_${files}`)
  const paths = Object.fromEntries(kinds.map((kind) => [`GITHUB_${kind.toUpperCase()}`, fileOf(kind)]))
  const places = Object.fromEntries(kinds.map((kind) => [kind, fileOf(kind)])) as Record<
    (typeof kinds)[number],
    string
  >
  for (const path of Object.values(places)) writeFileSync(path, '')
  const log = makeStepLog(step.name, job.masks, {
    onLine: (line) => {
      job.log.push(line)
      job.leg.frame.run.control.onLine?.(line, handleOf(job))
    },
    onOutput: (name, value) => outputs.set(name, value),
    onState: (name, value) => state.set(name, value),
  })
  let cancelProcess: (() => void) | undefined
  let isCancelled = false

  const run: Task['run'] = async (command, args, where) => {
    // Cancelled, or the machine lost, while what it needs was being made.
    if (isCancelled || job.isLost) return null
    const started = startProcess({
      command,
      args,
      cwd: where.cwd,
      env: { ...environmentOf(job, step.id, { ...env, ...where.env }), ...paths },
      onLine: log.write,
      patience: job.leg.frame.run.patience,
    })
    cancelProcess = started.cancel
    if (job.current) job.current.kill = started.kill
    const code = await started.ended
    cancelProcess = undefined
    return code
  }

  let areTaken = false
  const takeFiles = () => {
    if (areTaken) return
    areTaken = true
    const read = (kind: (typeof kinds)[number]) => readFileSync(places[kind], 'utf8')
    for (const [name, value] of parsed('output', read('output'), log)) outputs.set(name, value)
    for (const [name, value] of parsed('state', read('state'), log)) state.set(name, value)
    for (const [name, value] of parsed('env', read('env'), log)) {
      if (name.toUpperCase() === 'NODE_OPTIONS') throw new Error("Can't store NODE_OPTIONS output parameter")
      job.variables.set(name, value)
    }
    job.path.unshift(...read('path').split('\n').filter(Boolean).reverse())
    takeSummary(job, log, read('step_summary'))
  }

  const cancel = () => {
    isCancelled = true
    cancelProcess?.()
  }

  return { job, log, outputs, state, run, takeFiles, cancel }
}

function parsed(kind: string, text: string, log: StepLog): ReadonlyMap<string, string> {
  try {
    return parseFileCommand(text)
  } catch (error) {
    log.tell('error', `Unable to process file command '${kind}' successfully.`)
    throw error
  }
}

function takeSummary(job: LiveJob, log: StepLog, text: string): void {
  const sizeKb = Math.ceil(Buffer.byteLength(text) / 1024)
  if (sizeKb > mostSummaryKb)
    log.tell(
      'error',
      `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of ${mostSummaryKb}k, got ${sizeKb}k.`,
    )
  else if (text !== '') job.summaries.push(job.masks.hide(text))
}
