import { criticalSum, type Scores, scoresOf, total } from './signed-rank.js'

/** By how much one variant differs from the other, as a ratio: 1.1 is 10 % more. */
export interface Effect {
  readonly ratio: number
  /** All effects that the pairs do not speak against. Absent where the pairs are too few for the error that is accepted. */
  readonly interval?: { readonly low: number; readonly high: number }
}

/**
 * The effect behind the pairs' ratios: the one with as much score above as below, and the interval of those that a
 * signed-rank test does not reject. The sum of scores changes at Walsh averages only, the middles of every two pairs, so
 * these are all there is to try. On the log scale such a middle is the root of a product: nothing but products, quotients
 * and roots is needed, which IEEE 754 gives alike on every machine.
 */
export function effectOf(
  pairs: readonly number[],
  accepted: number,
  scores: Scores = scoresOf(pairs.length),
): Effect | undefined {
  // Of two pairs that are equally far, one comes first: not the one that was measured first.
  const ratios = [...pairs].sort((a, b) => a - b)
  const walsh = walshRatios(ratios)
  const last = walsh.at(-1)
  if (last === undefined) return undefined
  const all = total(scores)
  const critical = criticalSum(scores, accepted)
  /** The first Walsh average above which the sum of scores is no more than this. */
  const whereAtMost = (most: number): number => {
    const holds = (index: number) => sumAbove(ratios, scores, between(walsh, index)) <= most
    return walsh[firstIndex(walsh.length - 1, holds)] ?? last
  }
  return {
    ratio: Math.sqrt(whereAtMost(all / 2) * whereAtMost(Math.ceil(all / 2) - 1)),
    ...(critical >= 0 && {
      interval: { low: whereAtMost(all - critical - 1), high: whereAtMost(critical) },
    }),
  }
}

function walshRatios(ratios: readonly number[]): readonly number[] {
  const sorted = ratios
    .flatMap((one, index) => ratios.slice(index).map((other) => Math.sqrt(one * other)))
    .sort((a, b) => a - b)
  return sorted.filter((one, index) => one !== sorted[index - 1])
}

/** An effect between this Walsh average and the next, where no two pairs are equally far. */
const between = (walsh: readonly number[], index: number): number =>
  ((walsh[index] ?? 0) + (walsh[index + 1] ?? 0)) / 2

function sumAbove(ratios: readonly number[], scores: Scores, effect: number): number {
  return ratios
    .map((ratio) => ({ isAbove: ratio > effect, distance: ratio > effect ? ratio / effect : effect / ratio }))
    .sort((a, b) => a.distance - b.distance)
    .reduce((sum, { isAbove }, rank) => sum + (isAbove ? (scores[rank] ?? 0) : 0), 0)
}

/** The first index below `end` for which it holds; `end` where it holds for none. Once it holds, it holds from there on. */
function firstIndex(end: number, holds: (index: number) => boolean): number {
  let [from, to] = [0, end]
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if (holds(middle)) to = middle
    else from = middle + 1
  }
  return from
}
