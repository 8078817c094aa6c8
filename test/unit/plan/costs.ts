import * as fc from 'fast-check'
import type { ServiceCost } from '../../../src/core/plan/sharing/costs.js'

export interface CostOf {
  readonly prepareMs?: number
  readonly timedMs?: number
  readonly suitesMs?: readonly number[]
  readonly staysWhole?: boolean
}

export const costOf = (
  service: string,
  { prepareMs = 60_000, timedMs = 60_000, suitesMs = [], staysWhole = false }: CostOf = {},
): ServiceCost => ({
  service,
  prepareMs,
  staysWhole,
  units: [
    { unit: { unit: 'timed', service }, durationMs: timedMs },
    ...suitesMs.map((durationMs, index) => ({
      unit: { unit: 'suite' as const, service, suite: `suite ${index}` },
      durationMs,
    })),
  ],
})

const duration = fc.integer({ min: 0, max: 900_000 })

/** Services of all sizes, some that must stay whole. */
export const anyCosts: fc.Arbitrary<readonly ServiceCost[]> = fc
  .array(
    fc.record({
      prepareMs: duration,
      timedMs: duration,
      suitesMs: fc.array(duration, { maxLength: 5 }),
      staysWhole: fc.boolean(),
    }),
    { maxLength: 30 },
  )
  .map((all) => all.map((one, index) => costOf(`service ${index}`, one)))

/** The same numbers on every machine, as many as are asked for. */
export function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
