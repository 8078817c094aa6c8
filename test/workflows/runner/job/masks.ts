/** What no log and no output may show. */
export interface Masks {
  add(secret: string): void
  hide(text: string): string
  isIn(text: string): boolean
}

export function makeMasks(secrets: Iterable<string> = []): Masks {
  const hidden = new Set<string>()
  const add = (secret: string) => {
    for (const line of [secret, ...secret.split(/\r?\n/)]) if (line.trim() !== '') hidden.add(line)
  }
  for (const secret of secrets) add(secret)
  const longestFirst = () => [...hidden].sort((one, other) => other.length - one.length)
  return {
    add,
    hide: (text) => longestFirst().reduce((left, secret) => left.replaceAll(secret, '***'), text),
    isIn: (text) => longestFirst().some((secret) => text.includes(secret)),
  }
}
