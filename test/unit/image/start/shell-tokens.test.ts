import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readShell } from '../../../../src/image/start/shell-tokens.js'

const texts = (script: string) => readShell(script)?.map(({ text }) => text)

describe('the words of a shell script', () => {
  it.each([
    ['a space that is none to a shell', 'echo\u00a0hello world\n', ['echo\u00a0hello', 'world', '\n']],
    ['a form feed between lines', 'one\n\f\ntwo\n', ['one', '\n', '\f', '\n', 'two', '\n']],
    ['a vertical tab, an ideographic space', 'a\v \u3000b', ['a\v', '\u3000b']],
    ['a carriage return, as editors of other systems leave it', 'one\r\ntwo\r\n', ['one', '\n', 'two', '\n']],
  ])('hold %s', (_, script, words) => {
    expect(texts(script)).toEqual(words)
  })

  it('are found to an end in whatever bytes stand there, every one in its place', () => {
    const pieces = fc.constantFrom(
      ...' \t\r\n\f\v\0\\\'"`$(){}<>|&;#=*?!@~:a1-'.split(''),
      ...[
        '\u00a0',
        '\u2028',
        '\u3000',
        '\ufeff',
        'é',
        '😀',
        '$(',
        '${',
        "$'",
        '<<',
        '<<-EOF\n',
        'EOF\n',
        '<<<',
      ],
      ...['case ', 'esac', 'if ', 'fi', 'exec ', '@(', '=(', '>(', '2>&1', '\\\n'],
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const script = parts.join('')
        let from = 0
        for (const { text } of readShell(script) ?? []) {
          const at = script.indexOf(text, from)
          expect(at).toBeGreaterThanOrEqual(from)
          expect(text.length).toBeGreaterThan(0)
          from = at + text.length
        }
      }),
      { numRuns: 5000 },
    )
  })
})
