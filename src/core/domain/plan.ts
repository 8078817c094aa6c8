import type { Config } from './config.js'
import type { FailureReason } from './failure.js'
import type { VariantRef } from './variant.js'

/**
 * A run on paper, for several runners: which services are in it, who prepares what, and which shard does which units.
 * `plan` writes it; `build` and `measure` do their shard of it; `report` holds their parts against it.
 */
export interface PlanDocument {
  readonly planVersion: 1
  readonly tool: { readonly name: 'container-migrate'; readonly version: string }
  /** A digest of all the rest: what was done under another plan does not belong to this one. */
  readonly id: string
  /** Where the folder stood that it was made in. Absent where no Git told. */
  readonly commit?: string
  /** Only the services that are in the run. */
  readonly config: Config
  readonly scope: PlanScope
  /** Services of the config that are not in the run, for nothing that goes into them changed. */
  readonly unchanged: readonly string[]
  /** How images reach the shards that did not build them. Absent where every shard prepares its own. */
  readonly travel?: Travel
  /** Shards that prepare images for others; empty where every shard prepares its own. */
  readonly builds: readonly BuildShard[]
  readonly shards: readonly Shard[]
}

/** Why these services are in the run. */
export interface PlanScope {
  /** `changed`: those whose inputs differ from the merge base. */
  readonly by: 'all' | 'asked' | 'changed'
  /** What the inputs were held against, a commit's full name. */
  readonly mergeBase?: string
  /** Why all are in it although only the changed ones were asked for. One sentence. */
  readonly note?: string
}

export type Travel =
  | { readonly by: 'archive' }
  /** A repository that shards push to and pull from, `ghcr.io/org/images`. */
  | { readonly by: 'registry'; readonly repository: string }

/** Prepares both variants of these services, and sends their images on. */
export interface BuildShard {
  /** From 1. */
  readonly number: number
  readonly services: readonly string[]
  readonly estimateMs: number
}

/** The part of a plan that one runner executes. */
export interface Shard {
  /** From 1. */
  readonly number: number
  readonly units: readonly Unit[]
  readonly estimateMs: number
}

/** What is never split across machines: two numbers are held together only where one machine took both. */
export type Unit =
  /** Both variants of a service: timed builds, starts in pairs, load. */
  | { readonly unit: 'timed'; readonly service: string }
  /** Both cells of one suite: their durations and their answers are held together. */
  | { readonly unit: 'suite'; readonly service: string; readonly suite: string }

/** An image that was made by one shard for others. Written beside the images, or in their place where a registry holds them. */
export interface TravellingImage {
  readonly ref: VariantRef
  /** Of the image's config: the same in every store, and it names all layers. */
  readonly configDigest: string
  readonly diffIds: readonly string[]
  readonly platform: string
  /** Of the manifest that was written for it. */
  readonly manifestDigest: string
  /** Where a registry has it, by digest: `ghcr.io/org/images@sha256:…`. */
  readonly pull?: string
}

/** `images.json`: what one build shard sent. Written after each image, so that what it names is whole. */
export interface TravellingImages {
  readonly imagesVersion: 1
  /** The plan's id. */
  readonly plan: string
  readonly images: readonly TravellingImage[]
  /** Of which there is no image because the variant itself cannot be made: who waits for it need not run anybody again. */
  readonly unmade?: readonly UnmadeImage[]
}

interface UnmadeImage {
  readonly ref: VariantRef
  /** The shard's own record has the words: they may hold what is hidden there. */
  readonly reason: FailureReason
}
