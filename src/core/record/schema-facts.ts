import * as v from 'valibot'
import { context } from './schema-advice.js'
import { inside } from './schema-insight.js'
import {
  failure,
  firstProcess,
  metric,
  number,
  optional,
  ref,
  refusal,
  role,
  text,
  texts,
} from './schema-parts.js'

export const machine = v.strictObject({
  platform: text,
  kernel: text,
  cpuModel: text,
  cpus: number,
  memoryBytes: number,
  engineVersion: optional(text),
  apiVersion: optional(text),
  store: optional(v.picklist(['classic', 'containerd'])),
  storageDriver: optional(text),
  cgroup: optional(v.picklist(['v1', 'v2'])),
  builder: optional(text),
})

const build = v.strictObject({
  durationMs: number,
  temperature: v.picklist(['cold', 'warm']),
  stepsTotal: number,
  stepsCached: number,
  cachedSteps: texts,
  contextBytes: optional(number),
  transferMs: optional(number),
  builder: v.picklist(['buildx', 'engine']),
  cache: v.picklist(['local', 'github']),
})

const timedBuild = v.strictObject({
  ref,
  kind: v.picklist(['cold', 'warm', 'rebuild']),
  pair: optional(number),
  warmUp: optional(v.boolean()),
  build: optional(build),
  file: optional(text),
  failure: optional(failure),
})

const layer = v.strictObject({
  diffId: text,
  unpackedBytes: number,
  compressedBytes: number,
  compressedEstimated: v.boolean(),
  compressedErrorBytes: optional(number),
})

const image = v.strictObject({
  id: text,
  platform: text,
  layers: v.array(layer),
  unpackedBytes: number,
  pullBytes: number,
  pullEstimated: v.boolean(),
  pullErrorBytes: optional(number),
})

const prepared = v.strictObject({
  ref,
  outcome: v.picklist(['built', 'pulled', 'loaded', 'present', 'failed']),
  failure: optional(failure),
  build: optional(build),
  image: optional(image),
  imageFailure: optional(failure),
  inside: optional(inside),
  insideFailure: optional(failure),
  context: optional(context),
})

const sample = v.strictObject({
  value: optional(number),
  failure: optional(failure),
  pair: optional(number),
  warmUp: optional(v.boolean()),
  suite: optional(text),
})

const measurement = v.strictObject({ ref, metric, how: optional(text), samples: v.array(sample) })

const witness = v.strictObject({
  createEventMs: optional(number),
  startEventMs: optional(number),
  refused: optional(refusal),
  contradictionMs: optional(number),
})

const stop = v.strictObject({
  sent: text,
  timeoutMs: number,
  waitedMs: number,
  tookMs: optional(number),
  until: optional(v.picklist(['exit', 'engine-answer'])),
  exitCode: optional(number),
  firstProcess: optional(firstProcess),
})

const start = v.strictObject({
  ref,
  purpose: v.picklist(['timed', 'smoke', 'load']),
  pair: optional(number),
  warmUp: optional(v.boolean()),
  suite: optional(text),
  createdMs: optional(number),
  processStartedMs: optional(number),
  startedMs: optional(number),
  portOpenMs: optional(number),
  notReadyMs: optional(number),
  readyMs: optional(number),
  looks: optional(number),
  witness: optional(witness),
  pageCache: optional(v.picklist(['warm', 'cold'])),
  warmBecause: optional(text),
  via: optional(v.picklist(['bridge', 'published', 'host'])),
  execMs: optional(number),
  execFailure: optional(failure),
  stop: optional(stop),
  removeMs: optional(number),
  failure: optional(failure),
})

export const check = v.strictObject({
  name: text,
  outcome: v.picklist(['passed', 'failed', 'not-run']),
  durationMs: optional(number),
  failure: optional(failure),
  output: optional(v.array(text)),
})

const cell = v.strictObject({
  service: text,
  suite: text,
  role,
  revision: optional(v.literal('base')),
  durationMs: optional(number),
  checks: v.array(check),
  memoryAfterBytes: optional(number),
  memoryPeakBytes: optional(number),
  memoryPeakHow: optional(text),
  memoryHow: optional(text),
  failure: optional(failure),
})

const load = v.strictObject({
  ref,
  slices: number,
  requests: number,
  failed: number,
  failures: v.array(v.strictObject({ message: text, count: number })),
  ratePerSecond: number,
  latency: optional(
    v.strictObject({ meanMs: number, p50Ms: number, p95Ms: number, p99Ms: number, maxMs: number }),
  ),
  lateP95Ms: number,
  lateMaxMs: number,
  lateShare: number,
  failure: optional(failure),
})

export const stage = v.picklist(['build', 'measure'])

export const lostWhat = v.picklist(['images', 'timed', 'suite'])

const lost = v.strictObject({
  service: text,
  what: lostWhat,
  suite: optional(text),
  stage,
  shard: number,
  failure,
})

export const spent = v.strictObject({
  service: text,
  what: v.picklist(['prepare', 'timed', 'suite']),
  suite: optional(text),
  durationMs: number,
})

export const facts = v.strictObject({
  machine: optional(machine),
  prepared: v.array(prepared),
  measurements: v.array(measurement),
  starts: v.array(start),
  builds: optional(v.array(timedBuild)),
  cells: v.array(cell),
  loads: optional(v.array(load)),
  interrupted: optional(failure),
  lost: optional(v.array(lost)),
  spent: optional(v.array(spent)),
})
