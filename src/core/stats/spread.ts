export interface Spread {
  readonly min: number
  readonly max: number
}

export function spread(values: readonly number[]): Spread | undefined {
  const [first, ...rest] = values
  if (first === undefined) return undefined
  return rest.reduce((so, value) => ({ min: Math.min(so.min, value), max: Math.max(so.max, value) }), {
    min: first,
    max: first,
  })
}
