/** How much memory a captured value takes, near enough to hold a limit: text by its length, all else by a few bytes. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return VALUE + value.length
  if (Buffer.isBuffer(value)) return VALUE + value.length
  if (typeof value !== 'object' || value === null) return VALUE
  return Object.values(value).reduce((sum: number, one: unknown) => sum + weightOf(one), VALUE)
}

const VALUE = 16
