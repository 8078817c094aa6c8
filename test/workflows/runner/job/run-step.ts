import type { BasicExpressionToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
import { isMet } from '../expressions/evaluate.js'
import type { Result } from '../expressions/status.js'
import { evaluateTemplate } from '../expressions/template.js'
import { NotStoodIn } from '../file/workflow.js'
import type { StepName } from '../run/control.js'
import { handleOf } from './handle.js'
import type { LiveJob } from './live-job.js'
import { StepFailure } from './step-failure.js'
import { stepScope } from './step-scope.js'
import { makeTask, type Task } from './task.js'

export interface StepPlan extends StepName {
  readonly condition: BasicExpressionToken
  readonly env: Readonly<Record<string, string>>
  readonly work: (task: Task) => Promise<void>
  readonly timeoutMinutes?: TemplateToken
  readonly continueOnError?: TemplateToken
}

export async function runStep(job: LiveJob, plan: StepPlan): Promise<void> {
  const task = makeTask(job, plan, plan.env)
  const outcome = await decide(job, plan, task)
  const forgiven = outcome === 'failure' && isForgiven(job, plan)
  const conclusion = forgiven ? 'success' : outcome
  job.steps.set(plan.id, {
    id: plan.id,
    name: plan.name,
    outcome,
    conclusion,
    outputs: Object.fromEntries(task.outputs),
    log: task.log.lines,
  })
  job.annotations.push(...task.log.annotations)
  if (conclusion === 'failure' && job.status === 'success') job.status = 'failure'
}

async function decide(job: LiveJob, plan: StepPlan, task: Task): Promise<Result> {
  let wasCalledOff: 'cancelled' | 'failure' | undefined
  let timer: NodeJS.Timeout | undefined
  const callOff = (as: 'cancelled' | 'failure') => {
    wasCalledOff ??= as
    task.cancel()
  }
  try {
    if (!isMet(plan.condition, stepScope(job, plan.env))) return 'skipped'
    job.current = {
      // Cancelled meanwhile: what would run all the same is left to end.
      reconsider: () => {
        if (!isMet(plan.condition, stepScope(job, plan.env, 'cancelled'))) callOff('cancelled')
      },
      kill: () => {},
    }
    const minutes = plan.timeoutMinutes && evaluateTemplate(plan.timeoutMinutes, stepScope(job, plan.env))
    if (typeof minutes === 'number')
      timer = setTimeout(() => {
        task.log.tell('error', `The action '${plan.name}' has timed out after ${minutes} minutes.`)
        callOff('failure')
      }, minutes * job.leg.frame.run.minuteMs)
    if ((await job.leg.frame.run.control.onStep?.(plan, handleOf(job))) === 'fail')
      throw new StepFailure(`${plan.name} was made to fail`)
    if (!job.isLost) await plan.work(task)
    task.takeFiles()
    return wasCalledOff ?? 'success'
  } catch (error) {
    if (error instanceof NotStoodIn) throw error
    takeWhatIsThere(task)
    if (wasCalledOff === undefined)
      task.log.tell('error', error instanceof Error ? error.message : String(error))
    else if (wasCalledOff === 'cancelled') task.log.tell('error', 'The operation was canceled.')
    return wasCalledOff ?? 'failure'
  } finally {
    clearTimeout(timer)
    delete job.current
  }
}

/** A step that failed has written outputs and a summary, too. */
function takeWhatIsThere(task: Task): void {
  try {
    task.takeFiles()
  } catch (error) {
    task.log.tell('error', String(error))
  }
}

function isForgiven(job: LiveJob, { continueOnError, env }: StepPlan): boolean {
  return continueOnError !== undefined && evaluateTemplate(continueOnError, stepScope(job, env)) === true
}
