/** The known word a typo was meant to be, or nothing where no word is close enough to be a help. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const typed = fold(word)
  if (typed.length > 64) return undefined
  let best: { readonly word: string; readonly distance: number } | undefined
  for (const candidate of known) {
    const distance = editDistance(typed, fold(candidate))
    if (distance <= allowed(typed, candidate) && (!best || distance < best.distance)) {
      best = { word: candidate, distance }
    }
  }
  return best?.word
}

/** Case, underscores and camel case are what people most often get wrong: they cost nothing. */
const fold = (word: string): string =>
  word
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll('_', '-')
    .toLowerCase()

const allowed = (word: string, candidate: string): number =>
  Math.max(1, Math.floor(Math.min(word.length, candidate.length) / 3))

/** Insertions, deletions, substitutions and swaps of two neighbours, one each. */
function editDistance(left: string, right: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1]
      let cost = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
      )
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, at(beforePrevious, column - 2) + 1)
      current.push(cost)
    }
    beforePrevious = previous
    previous = current
  }
  return at(previous, right.length)
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY
