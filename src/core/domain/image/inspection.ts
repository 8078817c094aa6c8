import type { Finding } from '../finding.js'
import type { Advice } from './advice.js'
import type { ContextInsight } from './context.js'
import type { ImageInsight } from './insight.js'

/** What `inspect` found: one image, or two held against each other. The versioned JSON of `inspect --json`. */
export interface Inspection {
  readonly inspectionVersion: 1
  readonly tool: { readonly name: 'container-migrate'; readonly version: string }
  readonly image: InspectedImage
  /** What it is held against: the baseline of the two. */
  readonly against?: InspectedImage
}

export interface InspectedImage {
  /** As it was asked for: a reference, a path, `-`. Foreign text. */
  readonly name: string
  readonly id: string
  readonly platform: string
  readonly insight: ImageInsight
  /** Of two images, what the baseline has too is a note. */
  readonly findings: readonly Finding[]
  /** What would make it smaller, what saves most first. */
  readonly advice?: readonly Advice[]
  /** Where the build's context is known. */
  readonly context?: ContextInsight
}
