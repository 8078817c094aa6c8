// A small generator of our own (Blackman and Vigna's xoshiro128**, 2018), so that a simulation gives the same figures
// on every machine; seeded by splitmix32, as its authors advise.
const rotated = (value, by) => (value << by) | (value >>> (32 - by))

const splitmix = (seed) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return (mixed ^ (mixed >>> 16)) >>> 0
  }
}

/** Whole numbers from 0 to 2³² − 1, from four words of state. */
export const xoshiro = (words) => {
  const state = Uint32Array.from(words)
  return () => {
    const result = Math.imul(rotated(Math.imul(state[1], 5), 7), 9) >>> 0
    const shifted = state[1] << 9
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = rotated(state[3], 11)
    return result
  }
}

export const randomOf = (seed) => {
  const word = splitmix(seed)
  const next = xoshiro([word(), word(), word(), word()])
  const uniform = () => (next() + 0.5) / 2 ** 32
  return {
    uniform,
    /** Box and Muller. */
    normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
    below: (most) => Math.floor(uniform() * most),
  }
}
