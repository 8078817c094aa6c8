interface Random {
  readonly below: (most: number) => number
}
export interface Rate {
  readonly change: number
  readonly percent: number
}
export const RESAMPLED: number
export const CHANGES: readonly number[]
export function ratesOfMeans<Start>(
  starts: readonly Start[],
  count: number,
  how: { readonly reported: (start: Start, change: number) => number; readonly random: Random },
): readonly Rate[]
