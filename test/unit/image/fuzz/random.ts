/** Numbers that are the same for the same seed, so that a failure can be made again. */
export interface Random {
  /** From 0 to below `end`. */
  below(end: number): number
  pick<T>(all: readonly [T, ...T[]]): T
  chance(share: number): boolean
}

export function makeRandom(seed: number): Random {
  let state = (seed * 2654435761) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  return {
    below,
    pick: (all) => all[below(all.length)] ?? all[0],
    chance: (share) => next() < share,
  }
}
