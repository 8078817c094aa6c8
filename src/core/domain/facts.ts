import type { Failure } from './failure.js'
import type { ContextInsight } from './image/context.js'
import type { ImageInside } from './image/inside.js'
import type { Metric } from './metric.js'
import type { LostFact, SpentFact } from './shared-run-facts.js'
import type { StartFact } from './start-fact.js'
import type { Role, VariantRef } from './variant.js'

/** What one run found out, before anybody judges it. */
export interface Facts {
  readonly machine?: MachineFact
  readonly prepared: readonly PreparedFact[]
  readonly measurements: readonly Measurement[]
  readonly starts: readonly StartFact[]
  /** Builds that were made for their durations alone, in their order. */
  readonly builds?: readonly TimedBuildFact[]
  readonly cells: readonly CellFact[]
  readonly loads?: readonly LoadFact[]
  /** Set where the run ended before its plan did. */
  readonly interrupted?: Failure
  /** What of a plan that several runners shared is missing, and why. */
  readonly lost?: readonly LostFact[]
  /** How long each part of the work took, for whoever shares out the next run. */
  readonly spent?: readonly SpentFact[]
}

export interface MachineFact {
  readonly platform: string
  readonly kernel: string
  readonly cpuModel: string
  readonly cpus: number
  readonly memoryBytes: number
  /** The engine's six are absent together, where no variant needs an engine. */
  readonly engineVersion?: string
  readonly apiVersion?: string
  readonly store?: 'classic' | 'containerd'
  readonly storageDriver?: string
  readonly cgroup?: 'v1' | 'v2'
  readonly builder?: string
}

/** A variant made ready to start: built, pulled, loaded or found; or the reason why not. */
export interface PreparedFact {
  readonly ref: VariantRef
  readonly outcome: 'built' | 'pulled' | 'loaded' | 'present' | 'failed'
  readonly failure?: Failure
  readonly build?: BuildFact
  readonly image?: ImageFact
  /** The image is there but could not be read: sizes are absent for this reason. */
  readonly imageFailure?: Failure
  readonly inside?: ImageInside
  /** The image was read, so its sizes are known, but what is in it could not be made out. */
  readonly insideFailure?: Failure
  /** What its build could be sent; of a candidate that was built here from a folder of this machine. */
  readonly context?: ContextInsight
}

export interface BuildFact {
  readonly durationMs: number
  readonly temperature: 'cold' | 'warm'
  readonly stepsTotal: number
  readonly stepsCached: number
  readonly cachedSteps: readonly string[]
  readonly contextBytes?: number
  /** How long the context took to reach the builder. */
  readonly transferMs?: number
  readonly builder: 'buildx' | 'engine'
  readonly cache: 'local' | 'github'
}

/** What is timed: with nothing from the cache, with everything from it, or after a line more in one file. */
export type BuildKind = 'cold' | 'warm' | 'rebuild'

/** A build for its duration alone; the variant's own image is another one. */
export interface TimedBuildFact {
  readonly ref: VariantRef
  readonly kind: BuildKind
  readonly pair?: number
  readonly warmUp?: boolean
  readonly build?: BuildFact
  /** The file that had a line more than the time before. */
  readonly file?: string
  readonly failure?: Failure
}

export interface ImageFact {
  readonly id: string
  readonly platform: string
  readonly layers: readonly LayerFact[]
  readonly unpackedBytes: number
  readonly pullBytes: number
  /** True where at least one layer's compressed size was measured here and not read from the image. */
  readonly pullEstimated: boolean
  /** Of an estimate from samples: 19 of 20 such estimates are no further from the truth. */
  readonly pullErrorBytes?: number
}

export interface LayerFact {
  readonly diffId: string
  readonly unpackedBytes: number
  readonly compressedBytes: number
  readonly compressedEstimated: boolean
  /** The standard error of an estimate from samples. */
  readonly compressedErrorBytes?: number
}

export interface Measurement {
  readonly ref: VariantRef
  readonly metric: Metric
  /** How it was taken where that differs between machines: `cgroup v2 memory.current - inactive_file`. */
  readonly how?: string
  readonly samples: readonly Sample[]
}

export interface Sample {
  /** Absent in a failed attempt. */
  readonly value?: number
  readonly failure?: Failure
  /** Samples of both roles with one number were taken back to back. */
  readonly pair?: number
  readonly warmUp?: boolean
  /** Which suite it belongs to, where a metric is taken per suite. */
  readonly suite?: string
}

/** One suite against one variant, in an instance of its own. */
export interface CellFact {
  readonly service: string
  readonly suite: string
  readonly role: Role
  /** Absent for this change's own. */
  readonly revision?: 'base'
  readonly durationMs?: number
  readonly checks: readonly CheckFact[]
  readonly memoryAfterBytes?: number
  readonly memoryPeakBytes?: number
  /** Whether the kernel kept that mark since the instance began, or it was sampled. */
  readonly memoryPeakHow?: string
  readonly memoryHow?: string
  /** Set where the instance never came up, so that no check ran. */
  readonly failure?: Failure
}

/** One variant under load: all its requests but for the warm-up's. */
export interface LoadFact {
  readonly ref: VariantRef
  readonly slices: number
  /** How many were due. */
  readonly requests: number
  readonly failed: number
  /** The same failures by what was said, most frequent first; the rarest left out. */
  readonly failures: readonly { readonly message: string; readonly count: number }[]
  /** Answers that were none of these, per second of the load. */
  readonly ratePerSecond: number
  /** Absent where nothing was answered. */
  readonly latency?: LatencyFact
  /** How long after its moment a request was sent: the machine, not the service. */
  readonly lateP95Ms: number
  readonly lateMaxMs: number
  /** The share of them sent later than Node's timers explain. */
  readonly lateShare: number
  /** Why it ended before it was over. */
  readonly failure?: Failure
}

export interface LatencyFact {
  readonly meanMs: number
  readonly p50Ms: number
  readonly p95Ms: number
  readonly p99Ms: number
  readonly maxMs: number
}

export interface CheckFact {
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'not-run'
  readonly durationMs?: number
  readonly failure?: Failure
  /** What a check that passed was told, its last lines; for holding it beside what the other variant said. Foreign text. */
  readonly output?: readonly string[]
}
