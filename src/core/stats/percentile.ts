/** The least of the values that so large a share does not exceed: a value that really was, not one in between. */
export function percentile(sorted: readonly number[], share: number): number | undefined {
  // 0.95 × 20 is a hair more than 19.
  const rank = Math.ceil(share * sorted.length - 1e-9)
  return sorted[Math.max(1, rank) - 1]
}
