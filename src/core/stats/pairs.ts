import type { Sample } from '../domain/facts.js'
import { baseRef, headRef, type Role, roles, type VariantRef } from '../domain/variant.js'

/** Whose turn it is: one of both variants, or the candidate as the base branch has it. */
export type Turn = Role | 'base'

export const refOfTurn = (service: string, turn: Turn): VariantRef =>
  turn === 'base' ? baseRef(service) : headRef(service, turn)

/**
 * Which role of a pair is taken first: the order turns with every pair, so that a drifting machine favours neither.
 */
const pairs: readonly (readonly Turn[])[] = [roles, [...roles].reverse()]

/**
 * Of three, every order once: first rotated, then rotated the other way round. Any two of them stand in one order as often as
 * in the other, and whoever ends a triple begins the next.
 */
const triples: readonly (readonly Turn[])[] = [
  ['baseline', 'candidate', 'base'],
  ['base', 'baseline', 'candidate'],
  ['candidate', 'base', 'baseline'],
  ['baseline', 'base', 'candidate'],
  ['candidate', 'baseline', 'base'],
  ['base', 'candidate', 'baseline'],
]

export function orderOf(pair: number, withBase = false): readonly Turn[] {
  const orders = withBase ? triples : pairs
  return orders[pair % orders.length] ?? roles
}

/** What the two variants came to, one right after the other; where the base is held against, it stands for the baseline. */
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

/** Whose samples stand where, and whether the third was taken in turn with them. */
export interface InTurn {
  readonly baseline: Turn
  readonly withBase: boolean
}

const onlyBoth: InTurn = { baseline: 'baseline', withBase: false }

/**
 * Two samples of one variant that were taken one right after the other: between two pairs the order turns, so the last of
 * one and the first of the next are of the same variant. What differs there is the machine. The earlier one stands for the
 * baseline.
 */
export function repeatsOf(
  baseline: readonly Sample[],
  candidate: readonly Sample[],
  { baseline: first, withBase }: InTurn = onlyBoth,
): readonly Pair[] {
  const sides = new Map<Turn, ReadonlyMap<number, number>>([
    [first, warmValuesByPair(baseline)],
    ['candidate', warmValuesByPair(candidate)],
  ])
  const all = new Set([...sides.values()].flatMap((side) => [...side.keys()]))
  return [...all]
    .sort((a, b) => a - b)
    .flatMap((pair) => {
      const [repeated = 'baseline'] = orderOf(pair + 1, withBase)
      const side = sides.get(repeated)
      return pairOf(side?.get(pair), side?.get(pair + 1))
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
