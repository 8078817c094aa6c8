import type { Facts } from './facts.js'
import type { Unit } from './plan.js'
import type { RunRecord } from './record.js'
import type { VariantRef } from './variant.js'

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
  /** Where the folder stood that it was found in. Absent where no Git told. */
  readonly commit?: string
  /** Of a measuring shard: which of its units it did to their end, whatever came of them. One that was cut off lacks some. */
  readonly done?: readonly Unit[]
  /**
   * Images that went from machine to machine: of a build shard those that it sent, of a measuring one those that it ran.
   * Absent where nothing travels, and in parts of versions that did not tell.
   */
  readonly images?: readonly PartImage[]
}

export interface PartImage {
  readonly ref: VariantRef
  /** Of its config: the same in every store. */
  readonly configDigest: string
}

/** `build`: images for others. `measure`: everything else. */
export type Stage = 'build' | 'measure'
