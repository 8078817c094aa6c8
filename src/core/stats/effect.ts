import { canDecide, isRare } from './fair-coins.js'
import { type Pair, ratioOf } from './pairs.js'
import { makeScoring } from './scores.js'

/** By how much one variant differs from the other, as a ratio: 1.1 is 10 % more. */
export interface Effect {
  readonly ratio: number
  /** All effects that the pairs do not speak against. Absent where the pairs are too few for the error that is accepted. */
  readonly interval?: { readonly low: number; readonly high: number }
}

/**
 * The effect behind the pairs: the one with as much score above as below it, and the interval of those that a test of
 * signed scores does not reject. Every supposed effect has scores of its own, so the ends are looked for: from the outside
 * in, from pair to pair, and then between the last that is rejected and the first that is not. Nothing but sums, products,
 * quotients and roots is needed, which IEEE 754 gives alike on every machine.
 */
export function effectOf(pairs: readonly Pair[], accepted: number): Effect | undefined {
  const ratios = [...new Set(pairs.map(ratioOf))].sort((a, b) => a - b)
  const [least, most] = [ratios[0], ratios.at(-1)]
  if (least === undefined || most === undefined) return undefined
  const scoresOn = makeScoring(pairs)
  const tried = withSteps(ratios)
  const interval = canDecide(pairs.length, accepted)
    ? {
        low: endFrom(tried, (effect) => isOneSided(scoresOn(effect), 1, accepted)),
        high: endFrom([...tried].reverse(), (effect) => isOneSided(scoresOn(effect), -1, accepted)),
      }
    : undefined
  return {
    ratio: balanced(scoresOn, interval ?? { low: least, high: most }),
    ...(interval && { interval }),
  }
}

/** Whether so little score on the other side is too little to believe in. */
function isOneSided(scores: readonly number[], side: 1 | -1, accepted: number): boolean {
  let others = 0
  for (const score of scores) others += Math.max(0, -side * score)
  return isRare(scores.map(Math.abs), others, accepted / 2)
}

/** The first effect, coming from outside, that is not rejected. Beyond the outermost pair all are: all pairs agree. */
function endFrom(tried: readonly number[], isRejected: (effect: number) => boolean): number {
  const first = tried.findIndex((effect) => !isRejected(effect))
  const [inside = 1, outside = inside] = [tried[first], tried[first - 1]]
  return lastHalf(outside, inside, isRejected)
}

/** Seldom, an effect between two pairs is not rejected although it would be at either: so there are steps between. */
const withSteps = (ratios: readonly number[]): readonly number[] =>
  ratios.flatMap((ratio, index) => {
    const middle = Math.sqrt(ratio * (ratios[index + 1] ?? ratio))
    return index === ratios.length - 1
      ? [ratio]
      : [ratio, Math.sqrt(ratio * middle), middle, Math.sqrt(middle * (ratios[index + 1] ?? ratio))]
  })

/** Where as much score lies above as below, looked for from both ends alike. */
function balanced(
  scoresOn: (effect: number) => readonly number[],
  { low, high }: { readonly low: number; readonly high: number },
): number {
  const balance = (effect: number): number => scoresOn(effect).reduce((sum, score) => sum + score, 0)
  const fromBelow = lastHalf(low, high, (effect) => balance(effect) > 0)
  const fromAbove = lastHalf(high, low, (effect) => balance(effect) < 0)
  return Math.sqrt(fromBelow * fromAbove)
}

/** So many halvings leave a millionth of what lies between two pairs. */
const halvings = 24

/** From where on it does not hold any more, supposing that it holds at one end and not at the other. */
function lastHalf(holdsAt: number, failsAt: number, holds: (effect: number) => boolean): number {
  let [from, to] = [holdsAt, failsAt]
  for (let left = from === to ? 0 : halvings; left > 0; left--) {
    const middle = Math.sqrt(from * to)
    if (holds(middle)) from = middle
    else to = middle
  }
  return to
}
