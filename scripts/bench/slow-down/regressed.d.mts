interface Pair {
  readonly baseline: number
  readonly candidate: number
}
export function regressed(pairs: readonly Pair[], explaining: readonly Pair[]): readonly Pair[]
