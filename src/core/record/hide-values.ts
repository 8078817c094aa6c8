/** Shorter ones stand in all sorts of texts by chance, and a record is not to be torn for them. */
const shortest = 6

/**
 * A record's part without what nobody may read: the job that reports has no secrets, so nobody masks there what a
 * failing check or a container printed here.
 */
export function hideValues<Part>(part: Part, secrets: readonly string[]): Part {
  const hidden = secrets
    .filter((secret) => secret.length >= shortest)
    .sort((one, other) => other.length - one.length)
  return hidden.length === 0 ? part : (hide(part, hidden) as Part)
}

function hide(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string')
    return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), value)
  if (Array.isArray(value)) return value.map((item) => hide(item, secrets))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hide(inner, secrets)]))
}
