import * as v from 'valibot'
import type { Cause } from '../domain/cause.js'
import { advice } from './schema-advice.js'
import { check, lostWhat, stage } from './schema-facts.js'
import { imageFinding, imageFindings } from './schema-image-findings.js'
import {
  everyFinding,
  failure,
  firstProcess,
  metric,
  number,
  optional,
  ref,
  refusal,
  role,
  text,
} from './schema-parts.js'

const causes = [
  'shared-library-missing',
  'loader-missing',
  'glibc-too-old',
  'symbol-missing',
  'bash-missing',
  'command-missing',
  'exec-format',
  'package-name',
  'pull-denied',
  'base-missing',
  'port-in-use',
  'read-only',
  'permission',
  'memory-limit',
  'no-space',
  'wrong-port',
  'loopback-only',
  'ended-by-itself',
  'shell-first',
  'signal-unhandled',
  'slow-to-end',
] as const satisfies readonly Cause[]

const cause = optional(v.picklist(causes))
const verdict = v.picklist(['pass', 'fail', 'inconclusive'])

const every = everyFinding

const aboutCheck = {
  ...every,
  service: text,
  suite: text,
  check: text,
  baseline: optional(check),
  candidate: optional(check),
}

const aboutBudget = { ...every, service: text, metric }
const interval = optional(v.strictObject({ low: number, high: number }))

export const finding = v.variant('tag', [
  v.strictObject({ ...every, tag: v.literal('prepare-failed'), ref, failure, cause }),
  v.strictObject({
    ...every,
    tag: v.literal('image-unread'),
    ref,
    failure,
    sizesKnown: optional(v.literal(true)),
  }),
  v.strictObject({
    ...every,
    tag: v.literal('start-failed'),
    ref,
    failure,
    failedStarts: number,
    allStarts: number,
    cause,
    proof: optional(imageFinding),
  }),
  v.strictObject({
    ...every,
    tag: v.literal('sigterm-ignored'),
    ref,
    sent: text,
    timeoutMs: number,
    waitedMs: number,
    baselineToo: v.boolean(),
    exitCode: optional(number),
    firstProcess: optional(firstProcess),
    cause,
  }),
  v.strictObject({ ...aboutCheck, tag: v.literal('check-broken'), cause }),
  v.strictObject({ ...aboutCheck, tag: v.literal('check-already-broken') }),
  v.strictObject({ ...aboutCheck, tag: v.literal('check-fixed') }),
  v.strictObject({ ...aboutCheck, tag: v.literal('check-unjudged'), role }),
  v.strictObject({ ...aboutBudget, tag: v.literal('limit-exceeded'), value: number, limit: number }),
  v.strictObject({
    ...aboutBudget,
    tag: v.literal('migration-exceeded'),
    baseline: number,
    candidate: number,
    change: number,
    interval,
    allowed: number,
  }),
  v.strictObject({
    ...aboutBudget,
    tag: v.literal('regression-exceeded'),
    base: number,
    candidate: number,
    change: number,
    interval,
    allowed: number,
  }),
  v.strictObject({
    ...aboutBudget,
    tag: v.literal('budget-unsettled'),
    axis: optional(v.literal('regression')),
    change: number,
    interval,
    allowed: number,
    pairs: number,
    pairsToSettle: optional(number),
  }),
  v.strictObject({
    ...aboutBudget,
    tag: v.literal('budget-unjudged'),
    axis: v.picklist(['limit', 'migration', 'regression']),
    because: v.picklist([
      'not-measured-by-this-version',
      'no-base-record',
      'no-base',
      'base-absent',
      'base-zero',
      'baseline-absent',
      'candidate-absent',
      'baseline-zero',
    ]),
    detail: optional(text),
  }),
  v.strictObject({
    ...every,
    tag: v.literal('witnesses-disagree'),
    ref,
    because: refusal,
    contradictionMs: optional(number),
    refusedStarts: number,
    allStarts: number,
  }),
  v.strictObject({
    ...every,
    tag: v.literal('load-failed'),
    ref,
    because: v.picklist(['ended', 'unanswered']),
    failure,
    failed: number,
    requests: number,
    cause,
  }),
  v.strictObject({
    ...every,
    tag: v.literal('load-unsteady'),
    ref,
    because: v.picklist(['generator', 'service']),
    asked: number,
    achieved: number,
    failed: number,
    requests: number,
    message: optional(text),
    lateShare: number,
  }),
  ...imageFindings,
  v.strictObject({ ...every, tag: v.literal('interrupted'), failure }),
  v.strictObject({
    ...every,
    tag: v.literal('shard-lost'),
    service: text,
    stage,
    shard: number,
    missing: v.array(v.strictObject({ what: lostWhat, suite: optional(text) })),
    failure,
  }),
])

const compared = {
  service: text,
  metric,
  candidate: optional(number),
  change: optional(number),
  interval,
  verdict: optional(v.picklist(['better', 'worse', 'same', 'unclear'])),
  pairs: number,
  pairsToSettle: optional(number),
  control: optional(v.strictObject({ repeats: number, apart: number, change: number, interval })),
}

const comparison = v.strictObject({
  ...compared,
  baseline: optional(number),
  absent: optional(v.strictObject({ baseline: optional(text), candidate: optional(text) })),
})

const baseComparison = v.strictObject({
  ...compared,
  base: optional(number),
  absent: optional(v.strictObject({ base: optional(text), candidate: optional(text) })),
})

export const judgement = v.strictObject({
  verdict,
  services: v.array(v.strictObject({ service: text, verdict })),
  comparisons: v.array(comparison),
  regressions: optional(v.array(baseComparison)),
  checks: v.array(
    v.strictObject({
      service: text,
      suite: text,
      check: text,
      outcome: v.picklist(['passed', 'broken-by-the-move', 'already-broken', 'fixed', 'unjudged']),
    }),
  ),
  findings: v.array(finding),
  advice: optional(v.array(v.strictObject({ service: text, changes: v.array(advice) }))),
})
