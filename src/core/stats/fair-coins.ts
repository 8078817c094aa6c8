/**
 * Whether `accepted` or less is the chance that scores, each counted where its coin shows heads, come to `most` or less.
 * Exact: every way the coins can fall is counted.
 */
export function isRare(scores: readonly number[], most: number, accepted: number): boolean {
  let total = 0
  for (const score of scores) total += score
  if (2 * most >= total) return false
  // Hoeffding's bound (1963) spares the counting where the scores are far too one-sided; it decides nothing otherwise.
  let squares = 0
  for (const score of scores) squares += score * score
  const isFar = (total - 2 * most) ** 2 > hoeffding * squares * Math.log(1 / accepted)
  return isFar || chanceOfAtMost(scores, most) <= accepted
}

/** A hair more than the 2 of the bound, so that no rounding decides. */
const hoeffding = 2.0001

/** With more coins the ways that they can fall are no longer whole numbers to a machine. */
const mostCounted = 50

/** Ways are counted and only then divided: the same number to the last bit as chances added up, in a quarter of the time. */
function chanceOfAtMost(scores: readonly number[], most: number): number {
  if (scores.length > mostCounted) return addedChances(scores, most)
  const ways = new Float64Array(most + 1)
  ways[0] = 1
  let reach = 0
  for (const score of scores) {
    reach = Math.min(most, reach + score)
    for (let sum = reach; sum >= score; sum--) ways[sum] = (ways[sum] ?? 0) + (ways[sum - score] ?? 0)
  }
  let all = 0
  for (const way of ways) all += way
  return all / 2 ** scores.length
}

function addedChances(scores: readonly number[], most: number): number {
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
