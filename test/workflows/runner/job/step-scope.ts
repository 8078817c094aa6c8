import type { Scope } from '../expressions/evaluate.js'
import { hashFiles } from '../expressions/hash-files.js'
import { type Result, stepStatus } from '../expressions/status.js'
import type { LiveJob } from './live-job.js'

/** What a step's expressions see. */
export function stepScope(
  job: LiveJob,
  env: Readonly<Record<string, string>>,
  status: Result = job.status,
): Scope {
  const steps = [...job.steps].map(([id, { outputs, outcome, conclusion }]) => [
    id,
    { outputs, outcome, conclusion },
  ])
  return {
    contexts: {
      ...job.contexts,
      env: { ...Object.fromEntries(job.variables), ...env },
      steps: Object.fromEntries(steps),
      job: { status },
    },
    functions: {
      ...stepStatus(status),
      hashFiles: (...patterns) => hashFiles(job.folders.workspace, patterns),
    },
  }
}
