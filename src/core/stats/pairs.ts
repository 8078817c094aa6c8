import type { Sample } from '../domain/facts.js'
import { type Role, roles } from '../domain/variant.js'

/**
 * Which role of a pair is taken first: the order turns with every pair, so that a drifting machine favours neither.
 */
export const orderOf = (pair: number): readonly Role[] => (pair % 2 === 0 ? roles : [...roles].reverse())

/** What the two variants came to, one right after the other. */
export interface Pair {
  readonly baseline: number
  readonly candidate: number
}

/**
 * Every pair taken back to back, in the order of the pairs. A pair counts only where both samples have a value, neither
 * is a warm-up, and neither is 0.
 */
export function pairsOf(baseline: readonly Sample[], candidate: readonly Sample[]): readonly Pair[] {
  const before = warmValuesByPair(baseline)
  const after = warmValuesByPair(candidate)
  return [...before.keys()].sort((a, b) => a - b).flatMap((pair) => pairOf(before.get(pair), after.get(pair)))
}

export const ratioOf = ({ baseline, candidate }: Pair): number => candidate / baseline

/** How many pairs were tried, whatever came of them. */
export const pairsTried = (...sides: readonly (readonly Sample[])[]): number =>
  new Set(sides.flat().flatMap(({ pair, warmUp }) => (pair === undefined || warmUp === true ? [] : [pair])))
    .size

/**
 * Two samples of one variant that were taken one right after the other: between two pairs the order turns, so the last of
 * one and the first of the next are of the same variant. What differs there is the machine. The earlier one stands for the
 * baseline.
 */
export function repeatsOf(baseline: readonly Sample[], candidate: readonly Sample[]): readonly Pair[] {
  const sides = { baseline: warmValuesByPair(baseline), candidate: warmValuesByPair(candidate) }
  return [...sides.baseline.keys()].flatMap((pair) => {
    const [repeated = 'baseline'] = orderOf(pair + 1)
    return pairOf(sides[repeated].get(pair), sides[repeated].get(pair + 1))
  })
}

/** Absent where there is nothing to be relative to. */
export const relativeChange = (from: number, to: number): number | undefined =>
  from === 0 ? undefined : to / from - 1

const pairOf = (baseline: number | undefined, candidate: number | undefined): readonly Pair[] =>
  baseline && candidate && baseline > 0 && candidate > 0 ? [{ baseline, candidate }] : []

function warmValuesByPair(samples: readonly Sample[]): ReadonlyMap<number, number> {
  return new Map(
    samples.flatMap(({ pair, value, warmUp }) =>
      pair === undefined || value === undefined || warmUp === true ? [] : [[pair, value] as const],
    ),
  )
}
