import { readShell, type ShellToken } from './shell-tokens.js'

/** A simple command of a shell script, and what decides whether it is called. */
export interface ShellCommand {
  readonly words: readonly ShellToken[]
  /** In a condition, a loop, a function or brackets. */
  readonly isInside: boolean
  /** It is asked rather than told: between `if` and `then`, after `!`. */
  readonly isAsked: boolean
  /** Another command decides whether it is called or what becomes of it, or its complaints are thrown away. */
  isGuarded: boolean
}

interface Open {
  readonly closedBy: string
  isAsked: boolean
  /** The commands that `&&` and `||` join with the one that is being read. */
  joined: ShellCommand[]
  isJoined: boolean
}

const opened = (closedBy: string, isAsked = false): Open => ({
  closedBy,
  isAsked,
  joined: [],
  isJoined: false,
})

const closers = new Set(['fi', 'done', 'esac', '}', ')'])
const redirections = new Set(['<', '>', '>>', '<<', '<<-', '<<<', '<&', '>&', '&>', '&>>', '>|', '<>'])
const ends = new Set([';', '\n', '&', ';;', ';&', ';;&'])

/** All commands of a script in their order; undefined where it cannot be read surely. */
export function readCommands(script: string): readonly ShellCommand[] | undefined {
  const tokens = readShell(script)
  return tokens && new Reader(tokens).read()
}

class Reader {
  readonly #tokens: readonly ShellToken[]
  readonly #found: ShellCommand[] = []
  readonly #open: Open[] = [opened('')]
  #at = 0
  #words: ShellToken[] = []
  #isNegated = false
  #isQuiet = false
  #isUnclear = false

  constructor(tokens: readonly ShellToken[]) {
    this.#tokens = tokens
  }

  read(): readonly ShellCommand[] | undefined {
    while (this.#at < this.#tokens.length && !this.#isUnclear) {
      const token = this.#next()
      if (token.is === 'operator') this.#operator(token)
      else if (this.#words.length > 0 || !this.#reserved(token)) this.#words.push(token)
    }
    this.#endList()
    return this.#isUnclear || this.#open.length !== 1 ? undefined : this.#found
  }

  get #innermost(): Open {
    return this.#open.at(-1) as Open
  }

  #next(): ShellToken {
    return this.#tokens[this.#at++] ?? { is: 'operator', text: '', line: 0 }
  }

  /** Everything up to one of these, which is taken too. */
  #skipTo(...texts: readonly string[]): readonly ShellToken[] {
    const from = this.#at
    while (this.#at < this.#tokens.length) if (texts.includes(this.#next().text)) break
    if (!texts.includes(this.#tokens[this.#at - 1]?.text ?? '')) this.#isUnclear = true
    return this.#tokens.slice(from, this.#at)
  }

  #endCommand(): void {
    if (this.#words.length > 0) {
      const command = {
        words: this.#words,
        isInside: this.#open.length > 1,
        isAsked: this.#isNegated || this.#open.some(({ isAsked }) => isAsked),
        isGuarded: this.#innermost.isJoined || this.#isNegated || this.#isQuiet,
      }
      this.#found.push(command)
      this.#innermost.joined.push(command)
    }
    this.#words = []
    this.#isQuiet = false
  }

  #endList(): void {
    this.#endCommand()
    this.#innermost.joined = []
    this.#innermost.isJoined = false
    this.#isNegated = false
  }

  #operator({ text }: ShellToken): void {
    if (redirections.has(text)) {
      const target = this.#next().text
      // Of `2>` the number is no word.
      const stream = /^\d$/.test(this.#words.at(-1)?.text ?? '') ? this.#words.pop()?.text : undefined
      const isOfErrors = text.startsWith('&') || stream === '2'
      if (isOfErrors && target === '/dev/null') this.#isQuiet = true
    } else if (text === '&&' || text === '||' || text === '|') {
      this.#endCommand()
      if (text === '||') for (const one of this.#innermost.joined) one.isGuarded = true
      if (text !== '|') this.#innermost.isJoined = true
      while (this.#tokens[this.#at]?.text === '\n') this.#at++
    } else if (text === '(') this.#bracket()
    else if (text === ')') this.#close(text)
    else if (ends.has(text)) {
      this.#endList()
      if (text.startsWith(';') && text !== ';') this.#pattern()
    } else this.#isUnclear = true
  }

  #bracket(): void {
    const next = this.#tokens[this.#at]?.text
    if (this.#words.length === 1 && next === ')') {
      this.#at++
      this.#define(this.#words[0]?.text ?? '')
    } else if (this.#words.length > 0) this.#isUnclear = true
    else if (next === '(') this.#skipArithmetic()
    else this.#open.push(opened(')'))
  }

  /** A function is told as a command of that name with brackets behind it. */
  #define(name: string): void {
    const words = [{ is: 'word', text: `${name}()`, line: 0 } as const]
    this.#found.push({ words, isInside: true, isAsked: false, isGuarded: true })
    this.#words = []
  }

  #skipArithmetic(): void {
    do this.#skipTo(')')
    while (!this.#isUnclear && this.#tokens[this.#at]?.text !== ')')
    this.#at++
  }

  #close(text: string): void {
    this.#endList()
    if (this.#innermost.closedBy !== text) this.#isUnclear = true
    else this.#open.pop()
  }

  /** Of a `case`: what stands before the commands, or its end. */
  #pattern(): void {
    if (this.#innermost.closedBy !== 'esac') this.#isUnclear = true
    while (this.#tokens[this.#at]?.text === '\n') this.#at++
    if (this.#tokens[this.#at]?.text !== 'esac') this.#skipTo(')')
  }

  /** Words that mean something at the beginning of a command alone. */
  #reserved({ text }: ShellToken): boolean {
    if (closers.has(text)) this.#close(text)
    else if (text === 'if') this.#open.push(opened('fi', true))
    else if (text === 'while' || text === 'until') this.#open.push(opened('done', true))
    else if (text === 'for' || text === 'select') this.#loop()
    else if (text === 'case') {
      this.#skipTo('in')
      this.#open.push(opened('esac'))
      this.#pattern()
    } else if (text === '{') this.#open.push(opened('}'))
    else if (text === 'then' || text === 'do' || text === 'else') {
      this.#endList()
      this.#innermost.isAsked = false
    } else if (text === 'elif') {
      this.#endList()
      this.#innermost.isAsked = true
    } else if (text === '!') this.#isNegated = true
    else if (text === '[[') this.#words.push({ is: 'word', text, line: 0 }, ...this.#skipTo(']]'))
    else if (text === 'function') {
      this.#define(this.#next().text)
      if (this.#tokens[this.#at]?.text === '(') this.#skipTo(')')
    } else return text === 'time'
    return true
  }

  #loop(): void {
    this.#open.push(opened('done'))
    if (this.#tokens[this.#at]?.text === '(') {
      this.#at++
      this.#skipArithmetic()
    } else this.#skipTo(';', '\n')
  }
}
