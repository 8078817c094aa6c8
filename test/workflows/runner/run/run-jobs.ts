import type { Result } from '../expressions/status.js'
import type { Job } from '../file/workflow.js'
import type { JobOutcome } from './outcome.js'
import { runJob } from './run-job.js'
import type { Frame } from './state.js'

/** All jobs of a workflow, each as soon as what it needs is over. */
export async function runJobs(frame: Frame): Promise<ReadonlyMap<string, JobOutcome>> {
  const { jobs } = frame.workflow
  const started = new Map<string, Promise<JobOutcome>>()

  const start = (job: Job): Promise<JobOutcome> => {
    const standing = started.get(job.id)
    if (standing !== undefined) return standing
    const outcome = waitAndRun(job)
    started.set(job.id, outcome)
    return outcome
  }

  const waitAndRun = async (job: Job): Promise<JobOutcome> => {
    const outcomes = new Map<string, JobOutcome>()
    for (const one of ancestorsOf(job, jobs)) outcomes.set(one.id, await start(one))
    const results = new Map<string, Result>([...outcomes].map(([id, { result }]) => [id, result]))
    const needs = new Map([...outcomes].filter(([id]) => job.needs.includes(id)))
    return runJob({ frame, job, needs, ancestors: results })
  }

  const all = await Promise.all(jobs.map(async (job) => [job.id, await start(job)] as const))
  return new Map(all)
}

function ancestorsOf(job: Job, jobs: readonly Job[]): readonly Job[] {
  const direct = jobs.filter(({ id }) => job.needs.includes(id))
  return [...new Set(direct.flatMap((one) => [...ancestorsOf(one, jobs), one]))]
}
