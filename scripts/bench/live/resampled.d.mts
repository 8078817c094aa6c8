import type { Service } from './comparison.mjs'

export interface Verdicts {
  readonly exceeded: readonly string[]
  readonly worse: readonly string[]
  readonly pairs: number
}
export function recordedStarts(facts: object): readonly object[]
export function compareResampled(
  sources: object,
  service: Service,
  recorded: readonly object[],
  request: {
    moreMsOf(start: { readonly ownMs: number }): number
    readonly random: { below(n: number): number }
  },
): Verdicts
