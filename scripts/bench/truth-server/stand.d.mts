import type { BaseImage } from '../../bases/ensure.mjs'

export interface Stand {
  readonly id: string
  unitsFor(ms: number): number
}
interface StandRequest {
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  /** Everything that the benches take of the product, in one object. */
  load?(): Promise<object>
}
/** What of `src` the benches take, without its ending. */
export const MODULES: readonly string[]
export const TRUTH_SERVER_BASES: readonly BaseImage[]
export function withStand<T>(request: StandRequest, work: (stand: Stand) => Promise<T>): Promise<T>
