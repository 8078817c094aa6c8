import type { CellFact } from '../core/domain/facts.js'
import type { StartFact } from '../core/domain/start-fact.js'
import type { CheckRun } from './check/run-check.js'

/** One suite against one variant, with the answers that the other variant's must equal. */
export interface CellRun {
  readonly cell: CellFact
  readonly start?: StartFact
  /** In the order of the suite's checks; empty where the instance never came up. */
  readonly runs: readonly CheckRun[]
}
