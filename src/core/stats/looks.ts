import type { SampleLimits, Service } from '../domain/config.js'
import { metricInfo } from '../domain/metric.js'
import { canDecide } from './fair-coins.js'

/** How often, over a whole run, an interval may miss what is true. */
export const acceptedError = 0.05

/** A number of pairs at which a run may stop, and how much of the accepted error is spent on looking there. */
export interface Look {
  readonly pairs: number
  readonly error: number
}

/** From one look to the next, the pairs grow by half: fewer looks, and each worth its while. */
const growth = 1.5

/** Where no budget holds paired samples against each other, nothing is to be settled: one look, at the fewest pairs. */
export const looksOf = ({
  budgets,
  samples,
  base,
}: Pick<Service, 'budgets' | 'samples' | 'base'>): readonly Look[] =>
  budgets.some(
    ({ metric, migration, regression }) =>
      metricInfo[metric].pairs === 'starts' &&
      (migration !== undefined || (regression !== undefined && base?.from === 'commit')),
  )
    ? planLooks(samples)
    : [{ pairs: samples.min, error: acceptedError }]

/**
 * When to look whether the pairs suffice. Whoever looks often enough finds a difference where there is none, so the
 * accepted error is divided among the looks beforehand: up to a share t of the pairs, t² of it may be spent (the power
 * family of Kim and DeMets, 1987), and by Bonferroni's inequality the looks together miss no more often than their sum,
 * whatever the noise is like. A look at which even pairs that all agree prove nothing is left out, and spends nothing.
 */
export function planLooks({ min, max }: Pick<SampleLimits, 'min' | 'max'>): readonly Look[] {
  let spent = 0
  return pairCounts(min, max).flatMap((pairs) => {
    const error = acceptedError * (pairs / max) ** 2 - spent
    if (pairs < max && !canDecide(pairs, error)) return []
    spent += error
    return [{ pairs, error }]
  })
}

/** What an interval may miss after so many pairs; between two looks, what the next one may. */
export function errorAt(looks: readonly Look[], pairs: number): number {
  return (looks.find((look) => look.pairs >= pairs) ?? looks.at(-1))?.error ?? acceptedError
}

/** Backwards from the most that may be taken, so that the last steps, which cost most, are even. */
function pairCounts(min: number, max: number): readonly number[] {
  const counts: number[] = []
  for (let pairs = max; pairs >= min; pairs = Math.min(pairs - 1, Math.round(pairs / growth)))
    if (pairs > 0) counts.unshift(pairs)
  return counts
}
