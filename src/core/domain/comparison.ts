import type { Metric } from './metric.js'

/** The changes that the pairs do not speak against: 19 runs of 20 hold the true one in it, however often a run looked. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** `same`: surely a smaller difference than matters. `unclear`: the samples cannot tell. */
export type ComparisonVerdict = 'better' | 'worse' | 'same' | 'unclear'

/**
 * The machine's own noise: samples of one variant, one right after the other, held together as two variants are. Taken
 * from the same starts. What it finds is not the variants' doing.
 */
export interface Control {
  readonly repeats: number
  /** How far two of them lie apart in the middle, as a share; whichever came to more. */
  readonly apart: number
  /** The later against the earlier. */
  readonly change: number
  readonly interval?: Interval
}

/** Two measurements held together, baseline and candidate. Absent values say why in `absent`. */
export interface Comparison extends Compared {
  readonly baseline?: number
  readonly absent?: { readonly baseline?: string; readonly candidate?: string }
}

/** The candidate as the base branch has it, and as this change has it. */
export interface BaseComparison extends Compared {
  readonly base?: number
  readonly absent?: { readonly base?: string; readonly candidate?: string }
}

/** What both axes say of one metric. */
export interface Compared {
  readonly service: string
  readonly metric: Metric
  readonly candidate?: number
  /** What the pairs come to where there are pairs, else the candidate / the other - 1; absent where either is absent or the other is 0. */
  readonly change?: number
  /** Absent where nothing varies, and where the pairs are too few to promise one. */
  readonly interval?: Interval
  /** Absent where there is no change to judge. */
  readonly verdict?: ComparisonVerdict
  readonly pairs: number
  /** About how many pairs would make an unclear comparison clear. */
  readonly pairsToSettle?: number
  /** Absent where no sample of a variant followed another of it. */
  readonly control?: Control
}
