import * as v from 'valibot'
import type { CapacityRecord } from '../domain/capacity.js'
import type { Frozen, Same } from './same.js'
import { tool } from './schema.js'
import { machine } from './schema-facts.js'
import { failure, number, optional, ref, text } from './schema-parts.js'

export const levelStop = v.variant('by', [
  v.strictObject({ by: v.literal('check'), suite: text, check: text, failure }),
  v.strictObject({ by: v.literal('start'), failure }),
  v.strictObject({ by: v.literal('startup-budget'), startupMs: number, limitMs: number }),
  v.strictObject({ by: v.literal('memory-limit'), failure }),
  v.strictObject({
    by: v.literal('machine-memory'),
    availableBytes: number,
    reserveBytes: number,
    neededBytes: optional(number),
    whose: v.picklist(['machine', 'control-group']),
  }),
])

const level = v.strictObject({
  copies: number,
  outcome: optional(v.picklist(['carried', 'failed', 'refused'])),
  stop: optional(levelStop),
  durationMs: number,
  slowestStartMs: optional(number),
  suiteMedianMs: optional(number),
  memoryBytes: optional(number),
  leastAvailableBytes: optional(number),
})

const variant = v.strictObject({
  ref,
  bound: v.strictObject({ copies: number, by: v.picklist(['max', 'open-files', 'process']) }),
  levels: v.array(level),
  carried: optional(number),
  stop: optional(levelStop),
  failure: optional(failure),
})

/** What `capacity --json` prints. Strict, as run records are. */
export const capacitySchema = v.strictObject({
  capacityVersion: v.literal(1),
  tool,
  run: v.strictObject({ id: text, startedAt: v.pipe(text, v.isoTimestamp()), durationMs: number }),
  machine,
  memoryBytes: number,
  reserveBytes: number,
  variants: v.array(variant),
  interrupted: optional(failure),
})

true satisfies Same<Frozen<v.InferOutput<typeof capacitySchema>>, Frozen<CapacityRecord>>
