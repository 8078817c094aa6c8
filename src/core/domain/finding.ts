import type { CheckFact } from './facts.js'
import type { Failure } from './failure.js'
import type { Metric } from './metric.js'
import type { Place, Role, VariantRef } from './variant.js'

/** What a finding does to the verdict. `note` and `warn` do nothing to it. */
export type Level = 'fail' | 'inconclusive' | 'warn' | 'note'

/** Known causes behind a failure, recognised by what a program printed; each has its fix in the prose table. */
export type Cause =
  | 'shared-library-missing'
  | 'loader-missing'
  | 'glibc-too-old'
  | 'symbol-missing'
  | 'bash-missing'
  | 'command-missing'
  | 'exec-format'
  | 'package-name'
  | 'pull-denied'
  | 'base-missing'
  | 'port-in-use'
  | 'read-only'
  | 'permission'
  | 'memory-limit'
  | 'no-space'
  | 'wrong-port'
  | 'loopback-only'

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
  | (FindingBase & { readonly tag: 'image-unread'; readonly ref: VariantRef; readonly failure: Failure })
  | (FindingBase & {
      readonly tag: 'start-failed'
      readonly ref: VariantRef
      readonly failure: Failure
      readonly failedStarts: number
      readonly allStarts: number
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
      readonly allowed: number
    })
  | (FindingBase & {
      readonly tag: 'budget-unsettled'
      readonly service: string
      readonly metric: Metric
      readonly change: number
      readonly allowed: number
      readonly pairs: number
    })
  | (FindingBase & {
      readonly tag: 'budget-unjudged'
      readonly service: string
      readonly metric: Metric
      readonly axis: 'limit' | 'migration' | 'regression'
      readonly because:
        | 'not-measured-by-this-version'
        | 'no-base-record'
        | 'baseline-absent'
        | 'candidate-absent'
        | 'baseline-zero'
    })
  | (FindingBase & { readonly tag: 'interrupted'; readonly failure: Failure })

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

/** Two measurements held together. Absent values say why in `absent`. */
export interface Comparison {
  readonly service: string
  readonly metric: Metric
  readonly baseline?: number
  readonly candidate?: number
  /** The middle of the pairs' changes where there are pairs, else candidate / baseline - 1; absent where either is absent or the baseline is 0. */
  readonly change?: number
  readonly pairs: number
  readonly absent?: { readonly baseline?: string; readonly candidate?: string }
}

export interface Judgement {
  readonly verdict: Verdict
  readonly services: readonly { readonly service: string; readonly verdict: Verdict }[]
  readonly comparisons: readonly Comparison[]
  readonly checks: readonly CheckComparison[]
  readonly findings: readonly Finding[]
}
