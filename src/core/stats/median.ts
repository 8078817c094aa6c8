/** The middle value, or the mean of the two middle ones. Absent where there is none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  if (upper === undefined || sorted.length % 2 === 1) return upper
  const lower = sorted[sorted.length / 2 - 1]
  return lower === undefined ? upper : (lower + upper) / 2
}
