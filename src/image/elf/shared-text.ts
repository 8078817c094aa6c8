/** Longer ones are nobody's common name. */
const MOST_LENGTH = 64
const MOST_TEXTS = 20_000

const texts = new Map<string, string>()

/** The same text, kept once: a thousand libraries each ask for `GLIBC_2.2.5` of `libc.so.6`. */
export function sharedText(text: string): string {
  if (text.length > MOST_LENGTH) return text
  const known = texts.get(text)
  if (known !== undefined) return known
  if (texts.size < MOST_TEXTS) texts.set(text, text)
  return text
}
