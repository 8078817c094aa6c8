export interface Truth {
  readonly mainAt: number
  readonly listenAt: number
  readonly readyAt: number
  readonly ownMs: number
}
export function here(ns: number | bigint | string): number
export function truthOf(log: string): Truth
