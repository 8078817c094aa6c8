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
  const reach = Math.round(shareOfNeighbours * ratios.length)
  // Asked again and again for other effects, it needs these each time.
  const offs = new Float64Array(ratios.length)
  const around = new Float64Array(ratios.length)
  const weights = new Float64Array(ratios.length)
  const sums = new Float64Array(ratios.length + 1)
  // Of pairs that took equally long none may be told from the other: their order is that of their ratios, and a score that
  // depends on which way a ratio lies is no fair coin.
  const evened = (values: Float64Array): ArrayLike<number> =>
    levels.length === values.length ? values : evenedOut(values, levels)
  return (effect) => {
    const mean = fillDistances(offs, ratios, effect)
    sumUp(sums, evened(offs))
    for (let index = 0; index < offs.length; index++) {
      const from = Math.max(0, index - reach)
      const until = Math.min(offs.length, index + reach + 1)
      around[index] = ((sums[until] ?? 0) - (sums[from] ?? 0)) / (until - from)
    }
    const expected = evened(around)
    let heaviest = 0
    for (let index = 0; index < offs.length; index++) {
      const weight = weightOf(offs[index] ?? 0, (expected[index] ?? 0) + leastExpected * mean)
      weights[index] = weight
      heaviest = Math.max(heaviest, weight)
    }
    return ratios.map((ratio, index) => {
      const score = Math.ceil(((weights[index] ?? 0) / (heaviest || 1)) * mostScore)
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

/** How far each ratio lies off; answers the mean. */
function fillDistances(offs: Float64Array, ratios: readonly number[], effect: number): number {
  let sum = 0
  for (let index = 0; index < offs.length; index++) {
    const off = distance((ratios[index] ?? 1) / effect)
    offs[index] = off
    sum += off
  }
  return sum / offs.length
}

/** What lies before each place, so that the sum of any neighbours is one difference. */
function sumUp(sums: Float64Array, values: ArrayLike<number>): void {
  for (let index = 0; index < values.length; index++)
    sums[index + 1] = (sums[index] ?? 0) + (values[index] ?? 0)
}

/** Pairs that took equally long expect the same. */
function evenedOut(offs: Float64Array, levels: readonly (readonly number[])[]): readonly number[] {
  let from = 0
  return levels.flatMap(({ length }) => {
    const mean = sumOf(offs.slice(from, from + length)) / length
    from += length
    return new Array<number>(length).fill(mean)
  })
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)
