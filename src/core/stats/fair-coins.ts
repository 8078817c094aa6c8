/**
 * Whether `accepted` or less is the chance that scores, each counted where its coin shows heads, come to `most` or less.
 * Exact: every way the coins can fall is counted.
 */
export function isRare(scores: readonly number[], most: number, accepted: number): boolean {
  const total = scores.reduce((sum, score) => sum + score, 0)
  if (2 * most >= total) return false
  // Hoeffding's bound (1963) spares the counting where the scores are far too one-sided; it decides nothing otherwise.
  const squares = scores.reduce((sum, score) => sum + score * score, 0)
  const isFar = (total - 2 * most) ** 2 > hoeffding * squares * Math.log(1 / accepted)
  return isFar || chanceOfAtMost(scores, most) <= accepted
}

/** A hair more than the 2 of the bound, so that no rounding decides. */
const hoeffding = 2.0001

function chanceOfAtMost(scores: readonly number[], most: number): number {
  const chances = new Float64Array(most + 1)
  chances[0] = 1
  for (const score of scores)
    for (let sum = most; sum >= 0; sum--)
      chances[sum] = ((chances[sum] ?? 0) + (sum >= score ? (chances[sum - score] ?? 0) : 0)) / 2
  let all = 0
  for (const chance of chances) all += chance
  return all
}

/** Whether so many pairs, all on one side, could be told from chance at all. */
export const canDecide = (pairs: number, accepted: number): boolean => 2 * 0.5 ** pairs <= accepted
