import type { MachineFact } from './facts.js'
import type { Failure } from './failure.js'
import type { VariantRef } from './variant.js'

/** How many copies of each variant's suites one machine carries: what `container-migrate capacity --json` prints. */
export interface CapacityRecord {
  readonly capacityVersion: 1
  readonly tool: { readonly name: 'container-migrate'; readonly version: string }
  readonly run: { readonly id: string; readonly startedAt: string; readonly durationMs: number }
  readonly machine: MachineFact
  /** What may be used in all, and what is kept free of it. */
  readonly memoryBytes: number
  readonly reserveBytes: number
  /** Both roles of every service, in the order in which they were measured. */
  readonly variants: readonly CapacityFact[]
  /** Set where the run ended before every variant was measured. */
  readonly interrupted?: Failure
}

/** The most copies that are tried, and who says so. */
export interface CopiesBound {
  readonly copies: number
  /** `process`: it has the machine's ports and files, so there is never more than one of it. */
  readonly by: 'max' | 'open-files' | 'process'
}

export interface CapacityFact {
  readonly ref: VariantRef
  readonly bound: CopiesBound
  /** Every level in the order in which it was tried; one that failed stands here twice. */
  readonly levels: readonly LevelFact[]
  /** The most copies that were carried. Absent where that was not found out. */
  readonly carried?: number
  /** What stopped the next more. Absent where the bound was carried. */
  readonly stop?: LevelStop
  /** Why it was not found out. */
  readonly failure?: Failure
}

/** So many copies at once, once. */
export interface LevelFact {
  readonly copies: number
  /** `refused`: not tried, or stopped, for the machine's memory. Absent where it was cut off, and says nothing. */
  readonly outcome?: LevelOutcome
  readonly stop?: LevelStop
  readonly durationMs: number
  /** Of the copies that came up. */
  readonly slowestStartMs?: number
  /** All suites of one copy, the middle of the copies that got through. */
  readonly suiteMedianMs?: number
  /** Working sets of all copies together, where it was highest. */
  readonly memoryBytes?: number
  /** The least that the machine had left meanwhile. */
  readonly leastAvailableBytes?: number
}

export type LevelOutcome = 'carried' | 'failed' | 'refused'

/** The first thing that went wrong in a level. */
export type LevelStop =
  | { readonly by: 'check'; readonly suite: string; readonly check: string; readonly failure: Failure }
  | { readonly by: 'start'; readonly failure: Failure }
  | { readonly by: 'startup-budget'; readonly startupMs: number; readonly limitMs: number }
  | { readonly by: 'memory-limit'; readonly failure: Failure }
  | {
      readonly by: 'machine-memory'
      readonly availableBytes: number
      readonly reserveBytes: number
      /** What the level would have taken. Absent where it ran out while the level ran. */
      readonly neededBytes?: number
      readonly whose: MemoryRoom['whose']
    }

/** What is left for more copies, and of how much. */
export interface MemoryRoom {
  readonly availableBytes: number
  readonly totalBytes: number
  /** Whose room is the tightest: the whole machine's, or that of a control group this process is in. */
  readonly whose: 'machine' | 'control-group'
}

export type ReadMemoryRoom = () => Promise<MemoryRoom>
