import type { Cause } from './cause.js'
import type { BaseComparison, Comparison, Interval } from './comparison.js'
import type { CheckFact } from './facts.js'
import type { Failure } from './failure.js'
import type { Advice } from './image/advice.js'
import type { BinaryMatter } from './image/binary.js'
import type { PostureEvidence } from './image/posture.js'
import type { SecretEvidence } from './image/secret.js'
import type { StartMatter } from './image/start.js'
import type { FirstProcess } from './instance.js'
import type { Metric } from './metric.js'
import type { Stage } from './part.js'
import type { LostFact } from './shared-run-facts.js'
import type { WitnessFact } from './start-fact.js'
import type { Place, Role, VariantRef } from './variant.js'

/** What a finding does to the verdict. `note` and `warn` do nothing to it. */
export type Level = 'fail' | 'inconclusive' | 'warn' | 'note'

interface FindingBase {
  readonly level: Level
  readonly place?: Place
}

/** One fact a reader should act on: tagged, with its numbers and evidence, no prose inside. */
export type Finding =
  | (FindingBase & {
      readonly tag: 'prepare-failed'
      readonly ref: VariantRef
      readonly failure: Failure
      readonly cause?: Cause
    })
  | (FindingBase & {
      readonly tag: 'image-unread'
      readonly ref: VariantRef
      readonly failure: Failure
      /** Only what is in it is missing. */
      readonly sizesKnown?: true
    })
  | (FindingBase & {
      readonly tag: 'start-failed'
      readonly ref: VariantRef
      readonly failure: Failure
      readonly failedStarts: number
      readonly allStarts: number
      readonly cause?: Cause
      /** What its image lacks to start at all. */
      readonly proof?: ImageFinding
    })
  | (FindingBase & {
      readonly tag: 'sigterm-ignored'
      readonly ref: VariantRef
      /** SIGTERM, or what the image names instead. */
      readonly sent: string
      readonly timeoutMs: number
      readonly waitedMs: number
      readonly baselineToo: boolean
      /** Of the end by force. */
      readonly exitCode?: number
      readonly firstProcess?: FirstProcess
      readonly cause?: Cause
    })
  | (FindingBase & CheckPart & { readonly tag: 'check-broken'; readonly cause?: Cause })
  | (FindingBase & CheckPart & { readonly tag: 'check-already-broken' })
  | (FindingBase & CheckPart & { readonly tag: 'check-fixed' })
  | (FindingBase & CheckPart & { readonly tag: 'check-unjudged'; readonly role: Role })
  | (FindingBase & {
      readonly tag: 'limit-exceeded'
      readonly service: string
      readonly metric: Metric
      readonly value: number
      readonly limit: number
    })
  | (FindingBase & {
      readonly tag: 'migration-exceeded'
      readonly service: string
      readonly metric: Metric
      readonly baseline: number
      readonly candidate: number
      readonly change: number
      readonly interval?: Interval
      readonly allowed: number
    })
  | (FindingBase & {
      readonly tag: 'regression-exceeded'
      readonly service: string
      readonly metric: Metric
      readonly base: number
      readonly candidate: number
      readonly change: number
      readonly interval?: Interval
      readonly allowed: number
    })
  | (FindingBase & {
      readonly tag: 'budget-unsettled'
      readonly service: string
      readonly metric: Metric
      /** Absent: migration. */
      readonly axis?: 'regression'
      readonly change: number
      readonly interval?: Interval
      readonly allowed: number
      readonly pairs: number
      /** About how many pairs would settle it. Absent where no number of pairs that anybody takes would. */
      readonly pairsToSettle?: number
    })
  | (FindingBase & {
      readonly tag: 'budget-unjudged'
      readonly service: string
      readonly metric: Metric
      readonly axis: 'limit' | 'migration' | 'regression'
      readonly because: /** No longer told: every metric is measured. Older records say it. */
        | 'not-measured-by-this-version'
        /** No longer told: the base's candidate is measured beside this change's. Older records say it. */
        | 'no-base-record'
        | 'no-base'
        | 'base-absent'
        | 'base-zero'
        | 'baseline-absent'
        | 'candidate-absent'
        | 'baseline-zero'
      /** Why there is nothing of the base. Foreign text. */
      readonly detail?: string
    })
  | (FindingBase & {
      readonly tag: 'witnesses-disagree'
      readonly ref: VariantRef
      readonly because: NonNullable<WitnessFact['refused']>
      /** The widest contradiction. */
      readonly contradictionMs?: number
      readonly refusedStarts: number
      readonly allStarts: number
    })
  | (FindingBase & {
      readonly tag: 'load-failed'
      readonly ref: VariantRef
      /** `ended`: it was gone before the load was over. `unanswered`: most requests brought no good answer. */
      readonly because: 'ended' | 'unanswered'
      readonly failure: Failure
      readonly failed: number
      readonly requests: number
      readonly cause?: Cause
    })
  | (FindingBase & {
      readonly tag: 'load-unsteady'
      readonly ref: VariantRef
      /** Who could not keep up: the one who asks, or the one who is asked. */
      readonly because: 'generator' | 'service'
      readonly asked: number
      readonly achieved: number
      readonly failed: number
      readonly requests: number
      /** What most of the failures said. Foreign text. */
      readonly message?: string
      readonly lateShare: number
    })
  | (FindingBase & ImagePart & BinaryMatter & { readonly tag: 'image-binary' })
  | (FindingBase & ImagePart & StartMatter & { readonly tag: 'image-start' })
  | (FindingBase & PostureEvidence & { readonly tag: 'image-posture'; readonly ref?: VariantRef })
  | (FindingBase & SecretEvidence & { readonly tag: 'image-secret'; readonly ref?: VariantRef })
  | (FindingBase & { readonly tag: 'interrupted'; readonly failure: Failure })
  /** Of a run that several machines shared: what one of them should have found out of a service and did not. */
  | (FindingBase & {
      readonly tag: 'shard-lost'
      readonly service: string
      readonly stage: Stage
      readonly shard: number
      readonly missing: readonly Pick<LostFact, 'what' | 'suite'>[]
      readonly failure: Failure
    })

/** What was found in an image by reading it. */
export type ImageFinding = Exclude<Extract<Finding, { tag: `image-${string}` }>, { tag: 'image-unread' }>

export const isImageFinding = (finding: Finding): finding is ImageFinding =>
  finding.tag.startsWith('image-') && finding.tag !== 'image-unread'

interface ImagePart {
  /** Absent where an image is inspected by itself. */
  readonly ref?: VariantRef
}

interface CheckPart {
  readonly service: string
  readonly suite: string
  readonly check: string
  readonly baseline?: CheckFact
  readonly candidate?: CheckFact
}

export type Verdict = 'pass' | 'fail' | 'inconclusive'

export type CheckOutcome = 'passed' | 'broken-by-the-move' | 'already-broken' | 'fixed' | 'unjudged'

export interface CheckComparison {
  readonly service: string
  readonly suite: string
  readonly check: string
  readonly outcome: CheckOutcome
}

export interface Judgement {
  readonly verdict: Verdict
  readonly services: readonly { readonly service: string; readonly verdict: Verdict }[]
  readonly comparisons: readonly Comparison[]
  /** This change against the base branch, where a budget asks for it. */
  readonly regressions?: readonly BaseComparison[]
  readonly checks: readonly CheckComparison[]
  readonly findings: readonly Finding[]
  /** What would make candidates' images smaller. No part of any verdict; absent where there is nothing worth saying. */
  readonly advice?: readonly ServiceAdvice[]
}

interface ServiceAdvice {
  readonly service: string
  /** What saves most first. */
  readonly changes: readonly Advice[]
}
