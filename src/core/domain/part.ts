import type { Facts } from './facts.js'
import type { Unit } from './plan.js'
import type { RunRecord } from './record.js'

/** What one shard found: facts only. Judged once all parts of a plan are together. */
export interface PartialRecord {
  readonly recordVersion: 1
  readonly tool: RunRecord['tool']
  readonly run: Pick<RunRecord['run'], 'id' | 'startedAt' | 'durationMs'>
  readonly subject: RunRecord['subject']
  readonly part: Part
  readonly facts: Facts
}

export interface Part {
  /** The plan's id. */
  readonly plan: string
  readonly stage: Stage
  /** From 1. */
  readonly shard: number
  readonly of: number
  /** A shard that was run again has a greater one. */
  readonly attempt: number
  /** Of a measuring shard: which of its units it did to their end, whatever came of them. One that was cut off lacks some. */
  readonly done?: readonly Unit[]
}

/** `build`: images for others. `measure`: everything else. */
export type Stage = 'build' | 'measure'
