import type { Sample } from '../domain/facts.js'

/**
 * candidate / baseline - 1 of every pair taken back to back, in the order of the pairs. A pair counts only where both
 * samples have a value, neither is a warm-up, and the baseline is not 0.
 */
export function pairedChanges(baseline: readonly Sample[], candidate: readonly Sample[]): readonly number[] {
  const before = warmValuesByPair(baseline)
  const after = warmValuesByPair(candidate)
  return [...before.keys()]
    .sort((a, b) => a - b)
    .flatMap((pair) => {
      const from = before.get(pair)
      const to = after.get(pair)
      return from === undefined || to === undefined ? [] : (relativeChange(from, to) ?? [])
    })
}

/** Absent where there is nothing to be relative to. */
export const relativeChange = (from: number, to: number): number | undefined =>
  from === 0 ? undefined : to / from - 1

function warmValuesByPair(samples: readonly Sample[]): ReadonlyMap<number, number> {
  return new Map(
    samples.flatMap(({ pair, value, warmUp }) =>
      pair === undefined || value === undefined || warmUp === true ? [] : [[pair, value] as const],
    ),
  )
}
