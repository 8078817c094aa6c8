import * as v from 'valibot'
import type { PlanDocument } from '../domain/plan.js'
import type { Frozen, Same } from './same.js'
import { config } from './schema-config.js'
import { number, optional, text, texts } from './schema-parts.js'

export const unit = v.variant('unit', [
  v.strictObject({ unit: v.literal('timed'), service: text }),
  v.strictObject({ unit: v.literal('suite'), service: text, suite: text }),
])

/** What `plan --json` prints. Strict, as run records are. */
export const planSchema = v.strictObject({
  planVersion: v.literal(1),
  tool: v.strictObject({ name: v.literal('container-migrate'), version: text }),
  id: text,
  commit: optional(text),
  config,
  scope: v.strictObject({
    by: v.picklist(['all', 'asked', 'changed']),
    mergeBase: optional(text),
    note: optional(text),
  }),
  unchanged: texts,
  travel: optional(
    v.variant('by', [
      v.strictObject({ by: v.literal('archive') }),
      v.strictObject({ by: v.literal('registry'), repository: text }),
    ]),
  ),
  builds: v.array(v.strictObject({ number, services: texts, estimateMs: number })),
  shards: v.array(v.strictObject({ number, units: v.array(unit), estimateMs: number })),
})

true satisfies Same<Frozen<v.InferOutput<typeof planSchema>>, Frozen<PlanDocument>>
