import * as v from 'valibot'
import type { FailureReason } from '../domain/failure.js'
import { metrics } from '../domain/metric.js'

/** The parts that several blocks of a run record are made of. */
export const optional = v.exactOptional
export const text = v.string()
export const number = v.number()
export const texts = v.array(text)
export const map = v.record(text, text)

export const metric = v.picklist(metrics)
export const role = v.picklist(['baseline', 'candidate'])

export const place = v.strictObject({ file: text, line: optional(number), column: optional(number) })

export const ref = v.strictObject({ service: text, role, revision: v.picklist(['base', 'head']) })

/** What every finding holds. */
export const everyFinding = {
  level: v.picklist(['fail', 'inconclusive', 'warn', 'note']),
  place: optional(place),
}

const reasons = [
  'build-error',
  'image-missing',
  'registry-unreachable',
  'archive-unreadable',
  'image-unreadable',
  'start-refused',
  'port-taken',
  'exited',
  'killed-by-memory-limit',
  'never-ready',
  'unhealthy',
  'expectation',
  'timeout',
  'cancelled',
  'engine-lost',
  'disk-full',
  'not-run',
  'time-limit',
  'other-images',
  'shard-lost',
] as const satisfies readonly FailureReason[]

export const failure = v.strictObject({
  reason: v.picklist(reasons),
  message: text,
  place: optional(place),
  exitCode: optional(number),
  tail: optional(texts),
})

export const refusal = v.picklist(['engine-elsewhere', 'clock-set', 'out-of-order'])
export const firstProcess = v.strictObject({ command: text, handles: v.boolean() })
