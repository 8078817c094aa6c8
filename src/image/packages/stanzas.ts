/** `Key: value` lines in blocks with a blank line between them, as dpkg and Python write them; a line that begins with a blank goes on. */
export function readStanzas(text: string): readonly ReadonlyMap<string, string>[] {
  return text
    .split(/\r?\n(?:[ \t]*\r?\n)+/)
    .map(readFields)
    .filter((fields) => fields.size > 0)
}

/** Up to the first blank line. Of a key that comes again, the first one counts. */
export function readFields(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of block.split(/\r?\n/)) {
    if (line.trim() === '') {
      if (fields.size > 0) break
      continue
    }
    const [, key, value] = /^([A-Za-z][\w-]*):[ \t]*(.*)$/.exec(line) ?? []
    if (key !== undefined && !fields.has(key)) fields.set(key, (value ?? '').trim())
  }
  return fields
}
