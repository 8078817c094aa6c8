const longestShown = 80
/** What a cut may leave of a character that takes two units. */
const halfCharacter = /[\uD800-\uDBFF]$/

/** A value as one short line: JSON, so that line breaks and control characters of foreign text stay visible. */
export function inShort(value: unknown): string {
  const json = typeof value === 'string' ? JSON.stringify(shorten(value)) : JSON.stringify(value)
  return typeof value === 'string' ? json : shorten(json ?? 'nothing')
}

export function shorten(text: string, longest = longestShown): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(halfCharacter, '')}…`
}
