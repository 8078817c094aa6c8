/**
 * Signed ranks: the pairs in the order of how far they lie from a supposed effect, each counted with a score where it
 * lies above. If the effect is true, above and below are a fair coin for every pair, whatever the noise is like; so how
 * likely a sum of scores is can be counted exactly.
 */
export type Scores = readonly number[]

/**
 * From so far up the ranks, all count alike. Wilcoxon's test (1) lets the farthest pairs weigh most, which a neighbour's
 * burst makes the worst ones; the sign test (0) knows no distance at all. The middle loses little to either on its own
 * ground: docs/MEASURING.md has the figures.
 */
const cappedFrom = 0.5

/** Winsorized signed ranks: 1, 2, 3 … up to a cap. */
export function scoresOf(pairs: number, capped = cappedFrom): Scores {
  const cap = Math.max(1, Math.ceil(pairs * capped))
  return Array.from({ length: pairs }, (_, index) => Math.min(index + 1, cap))
}

export const total = (scores: Scores): number => scores.reduce((sum, score) => sum + score, 0)

/**
 * The largest sum that is too small to believe in, where sums so small or so large may come by chance in `accepted` of
 * all cases; -1 where not even 0 is that rare.
 */
export function criticalSum(scores: Scores, accepted: number): number {
  let below = 0
  let sum = -1
  for (const chance of chancesOfSums(scores)) {
    below += chance
    if (2 * below > accepted) break
    sum++
  }
  return sum
}

/** Up to the middle; the rest mirrors it. */
function chancesOfSums(scores: Scores): readonly number[] {
  const most = Math.floor(total(scores) / 2)
  const chances = new Array<number>(most + 1).fill(0)
  chances[0] = 1
  for (const score of scores)
    for (let sum = most; sum >= 0; sum--)
      chances[sum] = ((chances[sum] ?? 0) + (sum >= score ? (chances[sum - score] ?? 0) : 0)) / 2
  return chances
}

/** Whether so many pairs, all on one side, could be told from chance at all. */
export const canDecide = (pairs: number, accepted: number): boolean => 2 * 0.5 ** pairs <= accepted
