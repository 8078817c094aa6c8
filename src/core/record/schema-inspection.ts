import * as v from 'valibot'
import type { Inspection } from '../domain/image/inspection.js'
import type { Frozen, Same } from './same.js'
import { advice, context } from './schema-advice.js'
import { inside } from './schema-insight.js'
import { finding } from './schema-judgement.js'
import { optional, text } from './schema-parts.js'

/** As in a record, but for what a record leaves out or keeps elsewhere. */
const imageInsight = v.omit(inside, ['morePackages', 'findings'])

export const inspected = v.strictObject({
  name: text,
  id: text,
  platform: text,
  insight: imageInsight,
  findings: v.array(finding),
  advice: optional(v.array(advice)),
  context: optional(context),
})

/** What `inspect --json` prints. Strict, as run records are. */
export const inspectionSchema = v.strictObject({
  inspectionVersion: v.literal(1),
  tool: v.strictObject({ name: v.literal('container-migrate'), version: text }),
  image: inspected,
  against: optional(inspected),
})

true satisfies Same<Frozen<v.InferOutput<typeof inspectionSchema>>, Frozen<Inspection>>
