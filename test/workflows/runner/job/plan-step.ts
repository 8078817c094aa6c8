import { planAction } from '../actions/plan-action.js'
import { textOf, textsOf } from '../expressions/template.js'
import type { Step } from '../file/workflow.js'
import type { LiveJob } from './live-job.js'
import { runScript } from './run-script.js'
import type { StepPlan } from './run-step.js'
import { stepScope } from './step-scope.js'
import type { Task } from './task.js'

/** A step of the file, with what can be known of it before its condition is looked at. */
export function planStep(job: LiveJob, step: Step): StepPlan {
  const env = textsOf(step.env, stepScope(job, {}))
  return {
    id: step.id,
    name: nameOf(job, step, env),
    condition: step.condition,
    env,
    work: step.uses === undefined ? (task) => work(task, step, env) : planAction(step, step.uses, env),
    ...(step.uses !== undefined && { uses: step.uses }),
    ...(step.timeoutMinutes && { timeoutMinutes: step.timeoutMinutes }),
    ...(step.continueOnError && { continueOnError: step.continueOnError }),
  }
}

const work = (task: Task, step: Step, env: Readonly<Record<string, string>>): Promise<void> =>
  runScript(task, step, stepScope(task.job, env))

function nameOf(job: LiveJob, step: Step, env: Readonly<Record<string, string>>): string {
  const scope = stepScope(job, env)
  if (step.name !== undefined) return textOf(step.name, scope)
  const [line = ''] = step.run === undefined ? [step.uses] : textOf(step.run, scope).trim().split('\n')
  return `Run ${line}`
}
