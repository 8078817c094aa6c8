import type { DockerfileSource } from './config.js'
import type { BuildFact, BuildKind } from './facts.js'
import type { Failure } from './failure.js'
import type { VariantRef } from './variant.js'

export interface BuildTimer {
  readContext(source: DockerfileSource): Promise<ContextRead>
  /** A copy in which one file can be changed: the first of these that is text. */
  copyContext(source: DockerfileSource, files: readonly string[], signal: AbortSignal): Promise<ContextCopied>
  build(request: TimedBuildRequest): Promise<TimedBuild>
  /** Removes the copies, and the images of these builds. */
  end(): Promise<void>
}

/** A build context as a builder is sent it: what the ignore file lets through. Paths within it, with slashes. */
export type ContextRead =
  | {
      readonly outcome: 'read'
      readonly dockerfile: string
      readonly files: readonly { readonly path: string; readonly sizeBytes: number }[]
    }
  | { readonly outcome: 'failed'; readonly failure: Failure }

export interface ContextCopy {
  readonly folder: string
  /** Which file can be changed, within the context. */
  readonly file: string
  /** Ends the file with this line, in the place of the one before. */
  change(line: string): Promise<void>
}

export type ContextCopied =
  | { readonly outcome: 'copied'; readonly copy: ContextCopy }
  | { readonly outcome: 'failed'; readonly failure: Failure }

export interface TimedBuildRequest {
  readonly ref: VariantRef
  readonly source: DockerfileSource
  /** `unchanged` fills the cache before a rebuild, and is not timed. */
  readonly kind: BuildKind | 'unchanged'
  readonly copy?: ContextCopy
  readonly signal: AbortSignal
  readonly onLine: (line: string) => void
}

export interface TimedBuild {
  /** Tells how far a failed one came, too. */
  readonly build?: BuildFact
  readonly failure?: Failure
}
