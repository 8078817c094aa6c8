/** A word or an operator of a shell script, on the line where it begins. */
export interface ShellToken {
  readonly is: 'word' | 'operator'
  readonly text: string
  readonly line: number
}

/**
 * The words and operators of a script, without comments and here-documents; what stands in quotes, substitutions and
 * lists is part of its word. Undefined where this cannot be told surely: then nothing may be concluded from the script.
 */
export function readShell(script: string): readonly ShellToken[] | undefined {
  const tokens: ShellToken[] = []
  const heredocs: { readonly end: string; readonly isIndented: boolean }[] = []
  let line = 1
  let at = 0
  while (at < script.length) {
    const sign = script[at] ?? ''
    if (sign === ' ' || sign === '\t' || sign === '\r') at++
    else if (sign === '\\' && script[at + 1] === '\n') {
      at += 2
      line++
    } else if (sign === '#') at = endOfLine(script, at)
    else if (sign === '\n') {
      tokens.push({ is: 'operator', text: '\n', line: line++ })
      at++
      for (const { end, isIndented } of heredocs.splice(0)) {
        const after = skipHeredoc(script, at, end, isIndented)
        if (after === undefined) return undefined
        line += linesIn(script, at, after)
        at = after
      }
    } else {
      const operator = operatorSigns.includes(sign)
        ? operators.find((one) => script.startsWith(one, at))
        : undefined
      const isSubstitution = (operator === '<' || operator === '>') && script[at + 1] === '('
      const end = operator && !isSubstitution ? at + operator.length : endOfWord(script, at)
      if (end === undefined || end === at) return undefined
      const text = script.slice(at, end)
      tokens.push({ is: operator && !isSubstitution ? 'operator' : 'word', text, line })
      line += linesIn(script, at, end)
      at = end
      if (text !== '<<' && text !== '<<-') continue
      const mark = /^[ \t]*(?:(["'])([^"'\n]+)\1|\\?([\w.!-]+))/.exec(script.slice(at, at + 200))
      const name = mark?.[2] ?? mark?.[3]
      if (mark === null || name === undefined) return undefined
      tokens.push({ is: 'word', text: name, line })
      heredocs.push({ end: name, isIndented: text === '<<-' })
      at += mark[0].length
    }
  }
  return heredocs.length === 0 ? tokens : undefined
}

/** Longest first. */
const operators = [
  '<<<',
  '<<-',
  '&>>',
  ';;&',
  '&&',
  '||',
  ';;',
  ';&',
  '<<',
  '>>',
  '<&',
  '>&',
  '&>',
  '>|',
  '<>',
  ';',
  '&',
  '|',
  '<',
  '>',
  '(',
  ')',
]

const operatorSigns = ';&|<>()'

const endOfLine = (script: string, at: number): number => {
  const end = script.indexOf('\n', at)
  return end < 0 ? script.length : end
}

function linesIn(script: string, from: number, to: number): number {
  let lines = 0
  for (let at = from; at < to; at++) if (script[at] === '\n') lines++
  return lines
}

function skipHeredoc(script: string, from: number, end: string, isIndented: boolean): number | undefined {
  for (let at = from; at < script.length; ) {
    const lineEnd = endOfLine(script, at)
    const line = script.slice(at, lineEnd).replace(/\r$/, '')
    at = Math.min(lineEnd + 1, script.length)
    if ((isIndented ? line.replace(/^\t+/, '') : line) === end) return at
  }
  return undefined
}

/** A shell's blanks and no others: any other space is part of the word, as every letter is. */
const endsWord = /[ \t\r\n;&|()<>]/

function endOfWord(script: string, from: number): number | undefined {
  const isSubstitution = /[<>]/.test(script[from] ?? '')
  let at: number | undefined = isSubstitution ? endOfGroup(script, from + 1, ')') : from
  while (at !== undefined && at < script.length) {
    const sign = script[at] ?? ''
    // `list=(…)` and patterns like `@(a|b)`.
    if (sign === '(' && at > from && /[=?*+@!]/.test(script[at - 1] ?? '')) at = endOfGroup(script, at, ')')
    else if (endsWord.test(sign)) return at
    else at = endOfPiece(script, at)
  }
  return at
}

/** Nobody writes more into each other; who does wants the stack to overflow. */
const MOST_DEEP = 50

/** Behind one sign, or all that a quote or a substitution encloses. */
function endOfPiece(script: string, at: number, depth = 0): number | undefined {
  const [sign, next] = [script[at], script[at + 1]]
  if (sign === '\\') return at + 2
  if (sign === "'") return endOfGroup(script, at, "'", depth)
  if (sign === '"') return endOfGroup(script, at, '"', depth)
  if (sign === '`') return endOfGroup(script, at, '`', depth)
  if (sign !== '$') return at + 1
  const close = { '(': ')', '{': '}' }[next ?? '']
  if (next === "'") return endOfEscaped(script, at + 2)
  return close === undefined ? at + 1 : endOfGroup(script, at + 1, close, depth)
}

/** Of `$'…'`, in which a quote may be escaped. */
function endOfEscaped(script: string, from: number): number | undefined {
  for (let at = from; at < script.length; at++) {
    if (script[at] === "'") return at + 1
    if (script[at] === '\\') at++
  }
  return undefined
}

/** The place behind what closes the group that begins here. */
function endOfGroup(script: string, from: number, close: string, depth = 0): number | undefined {
  if (depth > MOST_DEEP) return undefined
  let at: number | undefined = from + 1
  while (at !== undefined && at < script.length) {
    const sign = script[at] ?? ''
    if (sign === close) return at + 1
    if (close === "'") at++
    else if (sign === '\\') at += 2
    else if (close === '`' || (close !== ')' && sign === "'")) at++
    else if (close !== ')') at = endOfPiece(script, at, depth + 1)
    else if (sign === '(') at = endOfGroup(script, at, close, depth + 1)
    else if (sign === '#' && /\s/.test(script[at - 1] ?? '')) at = endOfLine(script, at)
    // The brackets of a pattern close nothing, and what a here-document holds is no code.
    else if (beginsCaseOrHeredoc(script, at, sign)) return undefined
    else at = endOfPiece(script, at, depth + 1)
  }
  return undefined
}

const beginsCaseOrHeredoc = (script: string, at: number, sign: string): boolean =>
  (sign === 'c' || sign === '<') &&
  /^(?:case\s|<<)/.test(script.slice(at, at + 5)) &&
  !/\w/.test(script[at - 1] ?? '')
