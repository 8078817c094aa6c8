/**
 * Whether a value is what a pattern says, where `*` stands for anything. Searched piece by piece and not by a regular
 * expression, whose time may explode on a value that a hostile server chose.
 */
export function matchesGlob(pattern: string, value: string): boolean {
  const [head = '', ...pieces] = pattern.split('*')
  const tail = pieces.pop()
  if (tail === undefined) return value === head
  if (!value.startsWith(head)) return false
  let from = head.length
  for (const piece of pieces) {
    const at = value.indexOf(piece, from)
    if (at < 0) return false
    from = at + piece.length
  }
  return value.length - tail.length >= from && value.endsWith(tail)
}
