import * as v from 'valibot'
import type { SpentRun } from '../plan/sharing/remember.js'
import { spent, stage } from './schema-facts.js'

export type ParsedSpent =
  | { readonly outcome: 'parsed'; readonly run: SpentRun }
  /** A record that tells no durations, or a plan beside the records. */
  | { readonly outcome: 'none' }
  | { readonly outcome: 'refused'; readonly message: string }

/** The rest may be of any version: only this is asked for. */
const withSpent = v.looseObject({
  recordVersion: v.number(),
  run: v.looseObject({ startedAt: v.pipe(v.string(), v.isoTimestamp()) }),
  part: v.exactOptional(v.looseObject({ plan: v.string(), stage })),
  facts: v.looseObject({ spent: v.exactOptional(v.array(spent)) }),
})
const aPlan = v.looseObject({ planVersion: v.number() })

/** How long each part took, from a run record or a shard's part of one. */
export function parseSpent(document: unknown): ParsedSpent {
  if (v.is(aPlan, document)) return { outcome: 'none' }
  const { success, output } = v.safeParse(withSpent, document)
  if (!success) return { outcome: 'refused', message: 'it is no run record, and no part of one' }
  const { run, part, facts } = output
  if (facts.spent === undefined || facts.spent.length === 0) return { outcome: 'none' }
  return {
    outcome: 'parsed',
    run: {
      startedAt: run.startedAt,
      spent: facts.spent,
      ...(part && { part: { plan: part.plan, stage: part.stage } }),
    },
  }
}
