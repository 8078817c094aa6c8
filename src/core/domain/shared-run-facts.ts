import type { Failure } from './failure.js'
import type { Stage } from './part.js'

/** A part of one service that a shard should have found out and did not. */
export interface LostFact {
  readonly service: string
  /** `images`: they were to be prepared for other shards. */
  readonly what: 'images' | 'timed' | 'suite'
  readonly suite?: string
  readonly stage: Stage
  readonly shard: number
  readonly failure: Failure
}

/** The runner's time for a part of one service, both variants together. */
export interface SpentFact {
  readonly service: string
  readonly what: 'prepare' | 'timed' | 'suite'
  readonly suite?: string
  readonly durationMs: number
}
