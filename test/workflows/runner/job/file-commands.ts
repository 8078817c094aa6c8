/** What a step wrote into one of the runner's files, or why the runner cannot read it. */
export function parseFileCommand(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  const lines = text.split(/\r?\n/)
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const [equals, heredoc] = [line.indexOf('='), line.indexOf('<<')]
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      values.set(nameOf(line.slice(0, equals), line), line.slice(equals + 1))
      continue
    }
    if (heredoc < 0) throw new Error(`Invalid format '${line}'`)
    const delimiter = line.slice(heredoc + 2)
    const end = lines.indexOf(delimiter, at + 1)
    if (delimiter === '') throw new Error(`Invalid format '${line}'. Delimiter must not be empty`)
    if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`)
    values.set(nameOf(line.slice(0, heredoc), line), lines.slice(at + 1, end).join('\n'))
    at = end
  }
  return values
}

function nameOf(name: string, line: string): string {
  if (name === '') throw new Error(`Invalid format '${line}'. Name must not be empty`)
  return name
}
