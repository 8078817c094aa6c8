import { type Pair, ratioOf } from './pairs.js'

/** Beyond so many times what is to be expected, all distances count alike. */
const cappedFrom = 1.2
/** How many neighbours, of all pairs, tell with a pair how far it is to be expected off; on either side. */
const shareOfNeighbours = 0.2
/** So much of the mean distance is expected anyhow: a few pairs that agree by chance do not outweigh all the others. */
const leastExpected = 0.2
/** Scores are whole numbers, so that their sums can be counted; up to this, and less where the pairs are many. */
const [finest, coarsest, ofAll] = [100, 10, 10_000]

/**
 * How much each pair counts on an effect: more than 0 where it lies above, less where below, 0 right on it. If the effect
 * is true, above and below are a fair coin for every pair, whatever the noise is like: swapping the two starts of a pair
 * turns its ratio over, and changes neither how far it lies off nor how long both took together. So scores may be made from
 * these two, and whatever is made from them, the coins stay fair.
 *
 * What disturbs a machine makes starts slower, so the pairs that took long are the disturbed ones. How far off a pair is
 * to be expected is learnt from the pairs that took about as long; where the noise has nothing to do with it, all expect
 * about the same. A pair counts by its distance in terms of what was to be expected (the scores of Huber 1964), and less
 * the more was. docs/MEASURING.md has the figures.
 */
export function makeScoring(pairs: readonly Pair[]): (effect: number) => readonly number[] {
  const levels = levelsOf(pairs)
  const ratios = levels.flat()
  const mostScore = Math.max(coarsest, Math.min(finest, Math.floor(ofAll / pairs.length)))
  return (effect) => {
    const offs = ratios.map((ratio) => distance(ratio / effect))
    const expected = expectedDistances(offs, levels)
    const weights = offs.map((off, index) => weightOf(off, expected[index] ?? 0))
    const heaviest = Math.max(...weights) || 1
    return ratios.map((ratio, index) => {
      const score = Math.ceil(((weights[index] ?? 0) / heaviest) * mostScore)
      return ratio > effect ? score : -score
    })
  }
}

/** The ratios, from the pairs that took the shortest to those that took longest; together where they took equally long. */
function levelsOf(pairs: readonly Pair[]): readonly (readonly number[])[] {
  const levels = new Map<number, number[]>()
  for (const pair of pairs) {
    const level = pair.baseline * pair.candidate
    levels.set(level, [...(levels.get(level) ?? []), ratioOf(pair)])
  }
  return [...levels]
    .sort(([one], [other]) => one - other)
    .map(([, ratios]) => ratios.sort((one, other) => one - other))
}

/** The same for a ratio and its inverse, and like the logarithm where it is small (its hyperbolic sine). */
const distance = (ratio: number): number => Math.abs(ratio - 1 / ratio) / 2

const weightOf = (off: number, expected: number): number =>
  off === 0 ? 0 : Math.min(off / expected, cappedFrom) / expected

function expectedDistances(
  offs: readonly number[],
  levels: readonly (readonly number[])[],
): readonly number[] {
  const even = levels.length === offs.length ? offs : evenedOut(offs, levels)
  const least = leastExpected * (sumOf(offs) / offs.length)
  return meansAround(even).map((off) => off + least)
}

/** Pairs that took equally long expect the same. */
function evenedOut(offs: readonly number[], levels: readonly (readonly number[])[]): readonly number[] {
  let from = 0
  return levels.flatMap(({ length }) => {
    const mean = sumOf(offs.slice(from, from + length)) / length
    from += length
    return new Array<number>(length).fill(mean)
  })
}

/** Of each and its neighbours on either side; where one side ends, of those that there are. */
function meansAround(values: readonly number[]): readonly number[] {
  const reach = Math.round(shareOfNeighbours * values.length)
  const sums = new Float64Array(values.length + 1)
  for (const [index, value] of values.entries()) sums[index + 1] = (sums[index] ?? 0) + value
  return values.map((_, index) => {
    const [from, until] = [Math.max(0, index - reach), Math.min(values.length, index + reach + 1)]
    return ((sums[until] ?? 0) - (sums[from] ?? 0)) / (until - from)
  })
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
