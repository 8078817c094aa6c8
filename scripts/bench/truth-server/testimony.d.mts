export interface Truth {
  readonly mainAt: number
  readonly listenAt: number
  readonly readyAt: number
  readonly ownMs: number
  /** How much of it a processor was its own. */
  readonly ownCpuMs?: number
}
export function here(ns: number | bigint | string): number
export function truthOf(log: string): Truth
