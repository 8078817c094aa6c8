import { textsOf } from '../expressions/template.js'
import { NotStoodIn, type Step } from '../file/workflow.js'
import type { StepPlan } from '../job/run-step.js'
import { stepScope } from '../job/step-scope.js'
import type { Task } from '../job/task.js'
import { findStandIn } from './catalogue.js'
import { runOwnAction } from './own-action.js'
import { refuseUnknown } from './refuse-unknown.js'

/** What a step with `uses` does: our action as it is, somebody else's as it is documented. */
export function planAction(
  step: Step,
  uses: string,
  env: Readonly<Record<string, string>>,
): StepPlan['work'] {
  return async (task: Task) => {
    const given = textsOf(step.with, stepScope(task.job, env))
    const folder = task.job.leg.frame.run.hub.shelf.actions[uses]
    if (folder !== undefined) return runOwnAction(task, { step, uses, folder, given })
    const standIn = findStandIn(uses)
    if (standIn === undefined) throw new NotStoodIn(`this harness does not know the action ${uses}`)
    refuseUnknown(uses, given, Object.keys(standIn.inputs))
    await standIn.run({ task, inputs: { ...standIn.inputs, ...given } })
  }
}
