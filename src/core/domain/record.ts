import type { Config } from './config.js'
import type { Facts, MachineFact } from './facts.js'
import type { Failure } from './failure.js'
import type { Judgement } from './finding.js'
import type { Stage } from './part.js'
import type { PlanScope } from './plan.js'

/** The complete, versioned account of one run; the only thing that is stored, merged and rendered. */
export interface RunRecord {
  readonly recordVersion: 1
  readonly tool: { readonly name: 'container-migrate'; readonly version: string }
  readonly run: {
    readonly id: string
    /** ISO 8601, UTC. */
    readonly startedAt: string
    readonly durationMs: number
    /** The runners that shared it. Absent where one did all. */
    readonly shards?: readonly ShardFact[]
  }
  /** Why these services are in it, and which others are not. Absent where nobody chose. */
  readonly scope?: PlanScope & { readonly unchanged: readonly string[] }
  readonly subject: Subject
  readonly config: Config
  readonly facts: Facts
  readonly judgement: Judgement
}

/** One runner's share of a run. */
export interface ShardFact {
  readonly stage: Stage
  readonly shard: number
  /** Absent where it left no record, like all that follows but the failure. */
  readonly runId?: string
  readonly startedAt?: string
  readonly durationMs?: number
  readonly machine?: MachineFact
  /** Why it left no record, or only the beginning of one. */
  readonly failure?: Failure
}

/** What was looked at. Everything is absent outside a repository host. */
export interface Subject {
  readonly repository?: string
  readonly sha?: string
  readonly pullRequest?: number
  readonly runUrl?: string
}
