import type { ImageFinding } from '../finding.js'
import type { ImageInsight } from './insight.js'

/** The inside of an image as a run keeps it: lists cut to what reports and comparisons need of them. */
export interface ImageInside extends ImageInsight {
  /** Packages beyond those listed. */
  readonly morePackages?: number
  /** What of it does not work, or should not be, each with the level it would have alone. Judged with the other image's. */
  readonly findings: readonly ImageFinding[]
}
