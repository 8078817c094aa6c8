/** Whether one pattern is about one path. */
export type Matcher = (path: string) => boolean

/** Of one pattern, cleaned as a path; undefined where it is none. */
export function makeMatcher(pattern: string): Matcher | undefined {
  if (!wellFormed.test(pattern)) return undefined
  // Without another wildcard, two stars at an end mean any beginning or ending, within a name too.
  if (isPlain(pattern)) return (path) => path === pattern
  const [, ending] = /^\*\*(.*)$/s.exec(pattern) ?? []
  if (ending !== undefined && isPlain(ending))
    return (path) => path.endsWith(ending) || (ending.startsWith('/') && path === ending.slice(1))
  const [, beginning] = /^(.*)\*\*$/s.exec(pattern) ?? []
  if (beginning !== undefined && isPlain(beginning)) return (path) => path.startsWith(beginning)
  const regularExpression = translate(pattern)
  if (regularExpression === undefined) return undefined
  return (path) => regularExpression.test(path)
}

const sign = String.raw`(?:\\.|[^\\\]-])`
/**
 * The builders first ask another library than the one that matches, and it is stricter: in a class no sign may be a bare
 * minus or closing bracket, and a range has two ends.
 */
const wellFormed = new RegExp(String.raw`^(?:\[\^?(?:${sign}(?:-${sign})?)+\]|\\.|[^[\\])*$`, 'su')

const isPlain = (text: string): boolean => !/[*?\\[\]]/.test(text)

/** Docker makes a regular expression of a pattern, of another dialect than ours: what is none there is none here. */
function translate(pattern: string): RegExp | undefined {
  let written = ''
  let rest = pattern
  while (rest !== '') {
    const part = parts.find(({ begins }) => begins.test(rest))
    const [taken = ''] = part?.begins.exec(rest) ?? []
    const translated = part?.becomes(taken)
    if (translated === undefined || taken === '') return undefined
    written += translated
    rest = rest.slice(taken.length)
  }
  try {
    return new RegExp(`^${written}$`, 'su')
  } catch {
    return undefined
  }
}

interface Part {
  readonly begins: RegExp
  /** Undefined where the dialect knows no such thing. */
  readonly becomes: (text: string) => string | undefined
}

const parts: readonly Part[] = [
  { begins: /^\*\*\/?$/, becomes: () => '.*' },
  { begins: /^\*\*\/?/, becomes: () => '(?:.*/)?' },
  { begins: /^\*/, becomes: () => '[^/]*' },
  { begins: /^\?/, becomes: () => '[^/]' },
  { begins: /^\[\^?(?:\\.|[^\]\\])*\]/su, becomes: characterClass },
  { begins: /^\\./su, becomes: escaped },
  // An anchor: a pattern with wildcards and this sign matches nothing beyond its place.
  { begins: /^\^/, becomes: () => '^' },
  { begins: /^[^[\\]/su, becomes: (text) => text.replace(/[.+(){}|$/\]]/, '\\$&') },
]

const meansTheSame = /^\\[bBdDsSwWfnrtv]$/
const called: Readonly<Record<string, string>> = { '\\a': '\\x07', '\\A': '^', '\\z': '$' }

function escaped(text: string): string | undefined {
  if (meansTheSame.test(text)) return text
  if (text in called) return called[text]
  const letter = text.slice(1)
  if (/^[A-Za-z0-9]$/.test(letter)) return undefined
  return /^[\^$\\.*+?()[\]{}|/]$/.test(letter) ? text : letter
}

function characterClass(text: string): string | undefined {
  const isNegated = text.startsWith('[^')
  const inside = text.slice(isNegated ? 2 : 1, -1)
  if (inside === '') return undefined
  const pieces = inside.match(/\\.|[^\\]/gsu) ?? []
  const translated = pieces.map((piece) => {
    if (piece.length > 1)
      return /^\\[A-Za-z0-9]$/.test(piece) ? escaped(piece) : `\\u{${hex(piece.slice(1))}}`
    return piece === '-' ? '-' : `\\u{${hex(piece)}}`
  })
  return translated.includes(undefined) ? undefined : `[${isNegated ? '^' : ''}${translated.join('')}]`
}

const hex = (character: string): string => (character.codePointAt(0) ?? 0).toString(16)
