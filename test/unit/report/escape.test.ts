import fc from 'fast-check'
import { marked, type Token, type Tokens } from 'marked'
import { describe, expect, it } from 'vitest'
import { escapeCode, escapeFence, escapeHtml, escapeText } from '../../../src/core/report/escape-markdown.js'
import { printable, printableLines } from '../../../src/core/report/escape-terminal.js'
import { table } from '../../../src/core/report/markdown/table.js'
import { shorten } from '../../../src/core/report/visible.js'
import { hostileText, livelyParts, readable, unseen } from './hostile.js'

const harmless = new Set(['paragraph', 'text', 'escape', 'codespan', 'space'])

/** Every token that foreign text must not become. Our own `<code>` is the one element it may stand in. */
function escaped(tokens: readonly Token[]): readonly string[] {
  return tokens.flatMap((token) => {
    const inner = 'tokens' in token && token.tokens ? escaped(token.tokens) : []
    const isOurs = token.type === 'html' && /^<\/?code>$/.test(token.raw)
    return harmless.has(token.type) || isOurs ? inner : [token.type, ...inner]
  })
}

describe('foreign text in Markdown', () => {
  it('forms no element and calls nobody, as text or as code', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const markdown of [
          escapeText(text),
          escapeCode(text),
          `Said ${escapeText(text)} and ${escapeCode(text)}.`,
        ]) {
          expect(escaped(marked.lexer(markdown))).toEqual([])
          expect(livelyParts(marked.parse(markdown, { async: false }))).toEqual([])
          expect(markdown).not.toMatch(unseen)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('leaves the shape of a table as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostileText, hostileText), { minLength: 1, maxLength: 4 }), (rows) => {
        const markdown = table(
          [{ head: 'a' }, { head: 'b' }],
          rows.map(([one, other]) => [escapeText(one), escapeCode(other)]),
        )
        const [only, ...rest] = marked.lexer(`${markdown}\n\nafter`).filter(({ type }) => type !== 'space')
        expect(rest.map(({ type }) => type)).toEqual(['paragraph'])
        const { type, rows: found, header } = only as Tokens.Table
        expect(type).toBe('table')
        expect(header).toHaveLength(2)
        expect(found.map((row) => row.length)).toEqual(rows.map(() => 2))
        expect(escaped(found.flat().flatMap((cell) => cell.tokens))).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })

  it('does not leave its fence', () => {
    fc.assert(
      fc.property(fc.array(hostileText), (lines) => {
        const tokens = marked.lexer(`before\n\n${escapeFence(lines)}\n\nafter`)
        expect(tokens.map(({ type }) => type).filter((type) => type !== 'space')).toEqual([
          'paragraph',
          'code',
          'paragraph',
        ])
      }),
      { numRuns: 1000 },
    )
  })

  it('does not leave an HTML element, and opens none', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const html = `<summary>${escapeHtml(text)}</summary>`
        expect(html.match(/<[^>]*>?/g)).toEqual(['<summary>', '</summary>'])
        expect(html).not.toContain('\n')
        expect(livelyParts(html)).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps what a reader needs: words, paths and punctuation read as they were written', () => {
    const plainly = 'GET /items/1 → 404 (1.5 s), snake_case *.py "quoted" a<b>c & d|e'
    expect(readable(marked.parseInline(escapeText(plainly), { async: false }))).toBe(plainly)
    expect(escapeCode('GET /items/1')).toBe('`GET /items/1`')
  })

  it('shows the last lines of a long output, each cut at a length', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index} ${'x'.repeat(1000)}`)
    const fenced = escapeFence(lines, { lines: 5 }).split('\n')
    expect(fenced).toHaveLength(7)
    expect(fenced[1]).toMatch(/^line 95 x+…$/)
    expect(fenced[1]).toHaveLength(300)
  })
})

describe('foreign text on a terminal', () => {
  it('is one line without anything unseen in it', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(printable(text)).not.toMatch(unseen)
        expect(printable(text)).not.toMatch(/[\n\t]/)
      }),
      { numRuns: 1000 },
    )
  })

  it('becomes as many lines as it has, so that none of them begins where it should not', () => {
    expect(printableLines(['one\ntwo\r\nthree\u2028four', '\tfive'])).toEqual([
      'one',
      'two',
      'three',
      'four',
      '    five',
    ])
    expect(printable('\u001b[2J\u001b]0;owned\u0007red \u001b[31mtext')).toBe('red text')
  })
})

describe('a line that is too long', () => {
  it('is cut between characters, never within one', () => {
    expect(shorten('😀😀😀😀', 3)).toBe('😀😀…')
    expect(shorten('abc', 3)).toBe('abc')
  })
})
