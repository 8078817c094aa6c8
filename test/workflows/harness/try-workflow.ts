import { pushEvent } from '../runner/hub/event.js'
import { type Hub, openHub } from '../runner/hub/hub.js'
import type { JobReport, RunResult } from '../runner/run/result.js'
import { type Run, type RunWish, startRun } from '../runner/run/start-run.js'

/** Short waits, for these processes end at once or never; long enough for a trap on a machine that stalls for a moment. */
const impatient = { interruptMs: 1500, terminateMs: 1500, drainMs: 5000 }

/** Starts a workflow that is nothing but this text, by a push. */
export async function startText(hub: Hub, text: string, wish: Partial<RunWish> = {}): Promise<Run> {
  await hub.origin.commit({ 'README.md': 'A shop.\n' })
  return startRun(hub, {
    workflow: { path: '.github/workflows/try.yml', text },
    event: pushEvent(hub.repository, hub.origin),
    patience: impatient,
    ...wish,
  })
}

export async function runText(text: string, wish: Partial<RunWish> = {}): Promise<RunResult> {
  await using hub = await openHub()
  return await (await startText(hub, text, wish)).ended
}

/** Steps of one job, as they stand below `steps:`. */
export const stepsOnly = (steps: string, more = ''): string => `on: push
jobs:
  only:
    runs-on: ubuntu-24.04
${more}    steps:
${steps.replace(/^/gm, '      ')}
`

export async function runSteps(steps: string, wish: Partial<RunWish> = {}, more = ''): Promise<JobReport> {
  const result = await runText(stepsOnly(steps, more), wish)
  return jobOf(result, 'only')
}

export function jobOf({ jobs, complaints }: RunResult, name: string): JobReport {
  const found = jobs.find((job) => job.name === name)
  if (found === undefined)
    throw new Error(`no ${name} among ${jobs.map((job) => job.name)} ${complaints.join('\n')}`)
  return found
}

export const resultsOf = ({ jobs }: RunResult): Readonly<Record<string, string>> =>
  Object.fromEntries(jobs.map(({ name, result }) => [name, result]))
