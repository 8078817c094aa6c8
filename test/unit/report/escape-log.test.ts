import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foreignLine, foreignLines } from '../../../src/core/report/escape-log.js'

/** Names that the runner knows, and a token that `stop-commands` would have added. */
const commands = [
  'error',
  'warning',
  'notice',
  'debug',
  'group',
  'endgroup',
  'add-mask',
  'set-output',
  'set-env',
  'save-state',
  'add-path',
  'add-matcher',
  'remove-matcher',
  'echo',
  'stop-commands',
  'token',
]

/** The runner's own reading of a line, as its ActionCommand class does it. */
function commandIn(line: string): string | undefined {
  return commandAtStart(line.trimStart()) ?? commandInBrackets(line)
}

function commandAtStart(line: string): string | undefined {
  if (!line.startsWith('::')) return undefined
  const end = line.indexOf('::', 2)
  return end < 0 ? undefined : known(line.slice(2, end))
}

function commandInBrackets(line: string): string | undefined {
  const start = line.indexOf('##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  return end < 0 ? undefined : known(line.slice(start + 3, end))
}

const known = (info: string) =>
  commands.find((command) => command === (info.split(' ')[0] ?? '').toLowerCase())

/** What is left of a line for a comparison that skips characters of no weight. */
const weighed = (line: string) => line.replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]|(?!\t)\p{Cc}/gu, '')

const seenAsCommand = (printed: string) =>
  printed.split(/\r\n|\n|\r/).some((line) => commandIn(line) ?? commandIn(weighed(line)))

const hostile = fc
  .array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.constantFrom('::', ':', '##[', '#', '[', ']', ' ', '\t', '\u00a0', '\u3000'),
      },
      { weight: 3, arbitrary: fc.constantFrom('\n', '\r', '\r\n', '\u2028', '\u0085', '\v', '\f', '\0') },
      { weight: 3, arbitrary: fc.constantFrom('\u200b', '\u00ad', '\u2060', '\ufeff', '\u034f', '\ufe0f') },
      {
        weight: 3,
        arbitrary: fc.constantFrom('\u001b[31m', '\u001b]0;x\u0007', '\u001b', '\u009b0m', '\u001b['),
      },
      { weight: 4, arbitrary: fc.constantFrom(...commands, 'ERROR') },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''))

describe('a foreign line in the log', () => {
  it('would command the runner if it were printed as it is', () => {
    expect(seenAsCommand('::error::owned')).toBe(true)
    expect(seenAsCommand('  \t::set-output name=x::owned')).toBe(true)
    expect(seenAsCommand('progress ##[add-mask]a')).toBe(true)
    expect(seenAsCommand('harmless\r::stop-commands::token')).toBe(true)
    expect(seenAsCommand(':\u200b:error::owned')).toBe(true)
  })

  it('never commands the runner, whatever it holds', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(seenAsCommand(foreignLine(text))).toBe(false)
        expect(seenAsCommand(foreignLines(text).join('\n'))).toBe(false)
      }),
      { numRuns: 20_000 },
    )
  })

  it('is one line, with nothing in it that moves a cursor or cannot be seen', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(foreignLine(text)).not.toMatch(/(?!\t)[\p{Cc}\p{Cf}\u2028\u2029]/u)
      }),
      { numRuns: 5_000 },
    )
  })

  it('is the same when it is escaped twice', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(foreignLine(foreignLine(text))).toBe(foreignLine(text))
      }),
      { numRuns: 5_000 },
    )
  })

  it('stays readable: commands are broken by a space, the rest is as it was', () => {
    expect(foreignLine('::error file=a.ts::boom')).toBe(': :error file=a.ts::boom')
    expect(foreignLine('  ::group::x')).toBe('  : :group::x')
    expect(foreignLine('a ##[group]x')).toBe('a ## [group]x')
    expect(foreignLine('\u001b[32mok\u001b[0m  std::vector<T>\r')).toBe('ok  std::vector<T>')
    expect(foreignLine('Größe: 12 MB — 日本語 🚀')).toBe('Größe: 12 MB — 日本語 🚀')
  })

  it('keeps every line of a text that has many', () => {
    expect(foreignLines('one\r\ntwo\rthree\n::error::four')).toEqual([
      'one',
      'two',
      'three',
      ': :error::four',
    ])
  })

  it('takes time in proportion to its length', () => {
    const long = '\u001b['.repeat(200_000) + '#'.repeat(200_000) + ':'.repeat(200_000) + ' '.repeat(200_000)
    expect(foreignLine(`${long}x`).length).toBeGreaterThan(400_000)
  })
})
