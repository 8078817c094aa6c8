import * as v from 'valibot'
import { map, metric, number, optional, place, role, text, texts } from './schema-parts.js'

const source = v.variant('from', [
  v.strictObject({
    from: v.literal('dockerfile'),
    dockerfile: text,
    context: text,
    target: optional(text),
    buildArgs: map,
    buildContexts: map,
    secrets: v.array(v.strictObject({ id: text, env: optional(text), file: optional(text) })),
    platform: optional(text),
  }),
  v.strictObject({ from: v.literal('image'), image: text, platform: optional(text) }),
  v.strictObject({ from: v.literal('archive'), archive: text, platform: optional(text) }),
  v.strictObject({ from: v.literal('process'), command: texts, cwd: text }),
])

const run = v.strictObject({
  port: optional(number),
  command: optional(texts),
  env: map,
  envFile: optional(text),
  memoryBytes: optional(number),
  cpus: optional(number),
  tmpfs: texts,
  volumes: v.array(v.strictObject({ host: text, container: text, readOnly: v.boolean() })),
  readOnly: v.boolean(),
  user: optional(text),
  capDrop: texts,
  stopTimeoutMs: number,
})

const ready = v.strictObject({
  conditions: v.array(
    v.variant('by', [
      v.strictObject({ by: v.literal('http'), path: text }),
      v.strictObject({ by: v.literal('tcp'), port: number }),
      v.strictObject({ by: v.literal('log'), text }),
      v.strictObject({ by: v.literal('healthcheck') }),
      v.strictObject({ by: v.literal('exec'), command: texts }),
    ]),
  ),
  timeoutMs: number,
})

const builds = v.strictObject({
  cold: v.boolean(),
  warm: v.boolean(),
  rebuild: optional(v.strictObject({ file: optional(text), place: optional(place) })),
})

const variant = v.strictObject({
  role,
  source,
  run,
  ready,
  builds: optional(builds),
  place: optional(place),
})

const everyCheck = { name: text, timeoutMs: number, place: optional(place) }

const check = v.variant('by', [
  v.strictObject({
    ...everyCheck,
    by: v.literal('http'),
    method: text,
    path: text,
    sendHeaders: map,
    body: optional(v.unknown()),
    status: optional(number),
    headers: map,
    json: optional(v.unknown()),
    contains: optional(text),
    withinMs: optional(number),
    same: v.array(v.picklist(['status', 'headers', 'body'])),
    ignore: texts,
  }),
  v.strictObject({
    ...everyCheck,
    by: v.literal('websocket'),
    path: text,
    send: optional(text),
    expect: optional(text),
  }),
  v.strictObject({ ...everyCheck, by: v.literal('tcp'), port: number }),
  v.strictObject({ ...everyCheck, by: v.literal('exec'), command: texts }),
  v.strictObject({ ...everyCheck, by: v.literal('run'), command: text }),
  v.strictObject({ ...everyCheck, by: v.literal('log'), present: optional(text), absent: optional(text) }),
])

const levels = { warn: optional(number), fail: optional(number) }

const budget = v.strictObject({
  metric,
  limit: optional(v.strictObject(levels)),
  migration: optional(v.strictObject(levels)),
  regression: optional(v.strictObject({ ...levels, floor: optional(number) })),
  place: optional(place),
})

const service = v.strictObject({
  name: text,
  baseline: variant,
  candidate: variant,
  smoke: v.array(v.strictObject({ name: text, checks: v.array(check) })),
  budgets: v.array(budget),
  samples: v.strictObject({
    min: number,
    max: number,
    forMs: number,
    matters: number,
    cold: optional(v.literal(true)),
  }),
  load: optional(v.strictObject({ path: text, ratePerSecond: number, durationMs: number })),
  builds: optional(v.strictObject({ pairs: number, forMs: number })),
  base: optional(
    v.variant('from', [
      v.strictObject({ from: v.literal('commit'), commit: text, candidate: variant }),
      v.strictObject({ from: v.literal('nowhere'), because: text, failed: optional(v.literal(true)) }),
    ]),
  ),
})

export const config = v.strictObject({
  version: v.literal(1),
  origin: v.picklist(['file', 'inputs', 'discovered']),
  file: optional(text),
  assumptions: texts,
  services: v.array(service),
})
