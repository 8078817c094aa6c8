import type { PartialRecord } from '../../domain/part.js'
import type { PlanDocument } from '../../domain/plan.js'

/** Why files do not make one run: which, what is the matter with them, what to do. */
export interface Refusal {
  readonly files: readonly string[]
  readonly why: string
  readonly fix: string
}

export interface PlanFile {
  readonly file: string
  readonly plan: PlanDocument
}

export interface PartFile {
  readonly file: string
  readonly part: PartialRecord
}
