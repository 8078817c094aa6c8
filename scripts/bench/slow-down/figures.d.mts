import type { effectOf } from '../../../src/core/stats/effect.js'

interface Start {
  readonly truth: { readonly ownMs: number; readonly ownCpuMs: number }
  readonly cpuMs?: number
  readonly engineMs: number
  readonly fact?: { readonly looks?: number }
}
interface Row {
  readonly what: string
  readonly effect: { readonly value: number }
  readonly target: { readonly atMost: number }
}
export function slowDownFigures(
  taken: ReadonlyMap<string, readonly { readonly watched: Start; readonly alone: Start }[]>,
  effect: typeof effectOf,
): { readonly rows: readonly Row[] }
