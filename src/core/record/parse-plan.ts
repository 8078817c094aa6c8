import * as v from 'valibot'
import type { PlanDocument } from '../domain/plan.js'
import { flawOf } from '../plan/flaw-of.js'
import { planId } from '../plan/plan-id.js'
import { planSchema } from './schema-plan.js'

export type ParsedPlan =
  | { readonly outcome: 'parsed'; readonly plan: PlanDocument }
  /** Where in the document it is not a plan, and why. */
  | { readonly outcome: 'refused'; readonly path: string; readonly message: string }

const known = v.looseObject({ planVersion: v.literal(1) })

/** Whole, of this version, and as it was written: a plan that somebody changed would not fit what others do by it. */
export function parsePlan(document: unknown): ParsedPlan {
  if (!v.is(known, document))
    return {
      outcome: 'refused',
      path: 'planVersion',
      message: 'not a plan of version 1: made by another version of container-migrate, or by something else',
    }
  const { success, output, issues } = v.safeParse(planSchema, document, { abortEarly: true })
  if (!success) {
    const [issue] = issues
    return { outcome: 'refused', path: v.getDotPath(issue) ?? '', message: issue.message }
  }
  const { id, ...rest } = output
  if (id !== planId(rest))
    return {
      outcome: 'refused',
      path: 'id',
      message: 'the plan was changed after it was made: make it again',
    }
  const flaw = flawOf(output)
  return flaw === undefined ? { outcome: 'parsed', plan: output } : { outcome: 'refused', ...flaw }
}
