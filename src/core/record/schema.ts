import * as v from 'valibot'
import type { RunRecord } from '../domain/record.js'
import type { Frozen, Same } from './same.js'
import { config } from './schema-config.js'
import { facts, machine, stage } from './schema-facts.js'
import { judgement } from './schema-judgement.js'
import { failure, metric, number, optional, place, ref, text, texts } from './schema-parts.js'

const shard = v.strictObject({
  stage,
  shard: number,
  runId: optional(text),
  startedAt: optional(v.pipe(text, v.isoTimestamp())),
  durationMs: optional(number),
  machine: optional(machine),
  failure: optional(failure),
})

export const tool = v.strictObject({ name: v.literal('container-migrate'), version: text })

export const subject = v.strictObject({
  repository: optional(text),
  sha: optional(text),
  pullRequest: optional(number),
  runUrl: optional(text),
})

/** The complete, versioned account of one run. Strict: a record that says more than we know was made by another version. */
export const recordSchema = v.strictObject({
  recordVersion: v.literal(1),
  tool,
  run: v.strictObject({
    id: text,
    startedAt: v.pipe(text, v.isoTimestamp()),
    durationMs: number,
    shards: optional(v.array(shard)),
  }),
  scope: optional(
    v.strictObject({
      by: v.picklist(['all', 'asked', 'changed']),
      mergeBase: optional(text),
      note: optional(text),
      unchanged: texts,
    }),
  ),
  subject,
  config,
  facts,
  judgement,
})

/** Parts that the published schema names once and refers to. */
export const definitions = { failure, metric, place, ref }

true satisfies Same<Frozen<v.InferOutput<typeof recordSchema>>, Frozen<RunRecord>>
