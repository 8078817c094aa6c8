import * as v from 'valibot'
import type { PartialRecord } from '../domain/part.js'
import type { Frozen, Same } from './same.js'
import { subject, tool } from './schema.js'
import { facts, stage } from './schema-facts.js'
import { number, optional, ref, text } from './schema-parts.js'
import { unit } from './schema-plan.js'

const counted = v.pipe(number, v.safeInteger(), v.minValue(1))

/** What one shard of a plan found. As strict as the run record that it becomes a part of. */
export const partSchema = v.strictObject({
  recordVersion: v.literal(1),
  tool,
  run: v.strictObject({ id: text, startedAt: v.pipe(text, v.isoTimestamp()), durationMs: number }),
  subject,
  part: v.strictObject({
    plan: text,
    stage,
    shard: counted,
    of: counted,
    attempt: counted,
    commit: optional(text),
    done: optional(v.array(unit)),
    images: optional(v.array(v.strictObject({ ref, configDigest: text }))),
  }),
  facts,
})

true satisfies Same<Frozen<v.InferOutput<typeof partSchema>>, Frozen<PartialRecord>>
