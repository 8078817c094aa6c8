/**
 * The chance that a fair coin shows heads `heads` times or more in `throws`: how likely it is that so many pairs lie
 * beyond a bound although the true median lies right on it.
 */
export function chanceOfAtLeast(heads: number, throws: number): number {
  let ways = 1
  let tail = 0
  for (let count = 0; count <= throws; count++) {
    if (count >= heads) tail += ways
    ways = (ways * (throws - count)) / (count + 1)
  }
  return tail / 2 ** throws
}
