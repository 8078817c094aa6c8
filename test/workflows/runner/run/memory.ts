import type { JobOutcome } from './outcome.js'
import type { JobReport } from './result.js'

/** What an attempt leaves to the next one, which runs only what failed and what depends on it. */
export interface Memory {
  /** By the job's place, `compare/measure`. */
  readonly jobs: Map<string, JobOutcome>
  /** By the leg's place, `compare/measure#3`; a called workflow has none of its own. */
  readonly legs: Map<string, JobReport>
}

export const makeMemory = (): Memory => ({ jobs: new Map(), legs: new Map() })
