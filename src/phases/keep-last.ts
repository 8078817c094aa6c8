const keptLines = 5000

/** A build may print megabytes; its end is what anybody reads. */
export function keepLast(lines: string[], line: string): void {
  lines.push(line)
  if (lines.length > 2 * keptLines) lines.splice(0, lines.length - keptLines)
}
