import type { Result } from '../expressions/status.js'
import type { Permissions } from '../file/permissions.js'
import type { Artifact } from '../hub/artifacts.js'
import type { Values } from '../value.js'

/** What a user sees of a run once it is over. */
export interface RunResult {
  readonly id: string
  readonly attempt: number
  /** `startup_failure`: GitHub would not have started one job of it. */
  readonly conclusion: 'success' | 'failure' | 'cancelled' | 'startup_failure'
  readonly complaints: readonly string[]
  /** In the order they ended; of a matrix each leg. */
  readonly jobs: readonly JobReport[]
  readonly artifacts: readonly Artifact[]
}

export interface JobReport {
  /** `caller / called (leg)`, as the list of checks names it. */
  readonly name: string
  readonly id: string
  readonly matrix: Values
  readonly runsOn?: string
  readonly permissions: Permissions
  readonly result: Result
  readonly outputs: Readonly<Record<string, string>>
  readonly steps: readonly StepReport[]
  readonly log: string
  readonly annotations: readonly Annotation[]
  readonly summary: string
  /** Which attempt ran it; an earlier one where it was kept. */
  readonly attempt: number
}

export interface StepReport {
  readonly id: string
  readonly name: string
  readonly outcome: Result
  readonly conclusion: Result
  readonly outputs: Readonly<Record<string, string>>
  readonly log: readonly string[]
}

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice'
  readonly message: string
  readonly step?: string
  readonly file?: string
  readonly line?: number
}
