import { posix } from 'node:path'
import { type Matcher, makeMatcher } from './ignore-pattern.js'

/**
 * The rules of an ignore file as Docker's builders follow them, their surprises included.
 * Ours, because the surprises are no matter of single patterns: whether a rule holds for a file depends on which rules
 * were even asked about its folders, and no library asks so (test/engine/ignore-rules.test.ts has the builds).
 */
export interface IgnoreRules {
  /** A line with `!` may bring back a file from a folder that is ignored. */
  readonly hasExceptions: boolean
  /** What holds for a path, given what held for the folder it is in; without one it lies at the top. */
  judge(path: string, folder?: Judged): Judged
  /** Whether one of those lines can be about anything below a folder. */
  mayBringBackBelow(folder: string): boolean
}

export interface Judged {
  readonly isIgnored: boolean
  /** Which rules hold, by their order. */
  readonly holds: readonly boolean[]
}

interface Rule {
  readonly isException: boolean
  readonly matches: Matcher
  /** The names that its pattern begins with, up to the first that is not meant literally. */
  readonly begins: readonly string[]
}

/** Throws where Docker's builders refuse the file. */
export function readIgnoreRules(text: string): IgnoreRules {
  const rules = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line, index) => readRule(line, index + 1))
  return {
    hasExceptions: rules.some(({ isException }) => isException),
    judge(path, folder) {
      let isIgnored = false
      const holds = rules.map(({ isException, matches }, index) => {
        // A rule that could change nothing is not even asked, so what lies below never hears of it.
        const doesHold = folder?.holds[index] === true || (isException === isIgnored && matches(path))
        if (doesHold) isIgnored = !isException
        return doesHold
      })
      return { isIgnored, holds }
    },
    mayBringBackBelow(folder) {
      const names = folder.split('/')
      return rules.some(
        ({ isException, begins }) =>
          isException && begins.every((name, index) => index >= names.length || name === names[index]),
      )
    },
  }
}

function readRule(line: string, number: number): readonly Rule[] {
  if (line.startsWith('#')) return []
  const written = trimmed(line)
  if (written === '') return []
  const isException = written.startsWith('!')
  const pattern = cleanPath(isException ? trimmed(written.slice(1)) : written)
  // They clean a line twice, and of the root nothing is left behind an exclamation mark.
  const isEmpty = pattern === '' || (isException && pattern === '/')
  const matches = isEmpty ? undefined : makeMatcher(pattern)
  if (matches === undefined) throw new Error(`line ${number} of the ignore file is no pattern: ${written}`)
  return [{ isException, matches, begins: literalBeginning(pattern) }]
}

/** What the builders take for blank: a byte order mark is none. */
const trimmed = (text: string): string => text.replace(/^[^\S\uFEFF]+|[^\S\uFEFF]+$/g, '')

function literalBeginning(pattern: string): readonly string[] {
  const names = pattern.split('/')
  const end = names.findIndex((name) => /[*?\\[\]^]/.test(name))
  return end === -1 ? names : names.slice(0, end)
}

function cleanPath(pattern: string): string {
  if (pattern === '') return ''
  const clean = posix.normalize(pattern).replace(/(?<=.)\/$/, '')
  return clean.length > 1 ? clean.replace(/^\//, '') : clean
}
