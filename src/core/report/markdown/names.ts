/** As many names as there is room for, and how many there are beyond. */
export function namesWithin(names: readonly string[], set: (name: string) => string, most: number): string {
  const shown: string[] = []
  let size = 0
  for (const name of names) {
    const one = set(name)
    size += one.length + 2
    if (shown.length > 0 && size > most) break
    shown.push(one)
  }
  const rest = names.length - shown.length
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
