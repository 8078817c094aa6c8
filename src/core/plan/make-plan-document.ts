import type { Config } from '../domain/config.js'
import type { PlanDocument, PlanScope, Travel } from '../domain/plan.js'
import { planId } from './plan-id.js'
import { estimateCosts, type Remembered } from './sharing/estimate.js'
import { type SharingRules, shareOut } from './sharing/share-out.js'

export interface ToPlan {
  readonly version: string
  readonly commit?: string | undefined
  /** With the services that are in the run, and no others. */
  readonly config: Config
  readonly scope: PlanScope
  readonly unchanged: readonly string[]
  readonly rules: SharingRules
  readonly travel: Travel
  readonly remembered: Remembered
}

/** The same from the same, on every machine. */
export function makePlanDocumentOf(given: ToPlan): PlanDocument {
  const { version, commit, config, scope, unchanged, rules, travel, remembered } = given
  const { builds, shards } = shareOut(estimateCosts(config, remembered), rules)
  const plan = {
    planVersion: 1,
    tool: { name: 'container-migrate', version },
    ...(commit !== undefined && { commit }),
    config,
    scope,
    unchanged,
    ...(builds.length > 0 && { travel }),
    builds,
    shards,
  } as const
  const { planVersion, tool, ...rest } = plan
  return { planVersion, tool, id: planId(plan), ...rest }
}
