import fc from 'fast-check'
import { expect } from 'vitest'
import type { RunRecord } from '../../../src/core/domain/record.js'
import { roles } from '../../../src/core/domain/variant.js'
import { aCell, aConfig, aService, builtFacts, failed, passed, unbuilt } from '../budgets/case.js'
import { recordOf } from './samples/records.js'

/** What a container may print to be more than text in a report. */
const spikes = [
  '@octocat',
  '@org/team',
  '#123',
  'GH-7',
  'org/repo#9',
  'a@b.co',
  'mailto:a@b.co',
  'http://e.vil/x',
  'https://e.vil',
  'www.e.vil',
  '<http://e.vil>',
  '[x](http://e.vil)',
  '![x](http://e.vil/x.png)',
  '[x]: http://e.vil',
  '[^1]',
  '<b>',
  '</b>',
  '<script>',
  '<img src=x>',
  '<details>',
  '</details>',
  '</summary>',
  '<!--',
  '-->',
  '|',
  '||',
  ':--',
  '`',
  '``',
  '```',
  '````',
  '~~~',
  '~~x~~',
  '*x*',
  '**',
  '__x__',
  '$x$',
  '\\',
  '\\|',
  '&lt;',
  '&#64;octocat',
  '&#x40;a',
  '# ',
  '## x',
  '- ',
  '+ ',
  '1. ',
  '2) ',
  '> ',
  '===',
  '---',
  '***',
  '- [ ] ',
  '    ',
  '\t',
  '\n',
  '\n\n',
  '\r',
  '\r\n',
  '\u2028',
  '\u0085',
  '\u0000',
  '\u0007',
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\u009b2J',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '\ud800',
  '::error::x',
  '##[error]x',
  'x',
  ' ',
] as const

export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...spikes) },
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''))

/** What GitHub would turn into a link or a call for somebody, looked for where it looks: in text outside code. */
export function livelyParts(html: string): readonly string[] {
  const outsideCode = html.replace(/<pre>.*?<\/pre>|<code>.*?<\/code>/gs, ' ').replace(/<[^>]*>/g, ' ')
  return readable(outsideCode).match(/@[\w-]+|#\d+|\bGH-\d+|\w+:\/\/\S+|\bwww\.\S+/gi) ?? []
}

/** HTML's character references as the characters that a reader sees. */
export const readable = (html: string): string =>
  html
    .replace(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')

/** What no eye sees and a terminal, a runner or a reader may be led astray by; line breaks and tabs aside. */
export const unseen = /(?![\n\t])[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u

/** A record in which everything that may come from elsewhere is this text. */
export function recordSaying(text: string): RunRecord {
  const suites = { [text]: [text, 'broken'] }
  const config = {
    ...aConfig(
      aService(text, { suites, budgets: [{ metric: 'startup', limit: { fail: 1 } }] }),
      aService('other'),
    ),
    assumptions: [text],
  }
  const failure = {
    reason: 'build-error',
    message: text,
    tail: [text, text],
    place: { file: text, line: 1 },
  } as const
  const facts = builtFacts(config, {
    cells: roles.map((role) =>
      aCell(text, text, role, [
        failed(text, text, { tail: [text] }),
        role === 'baseline' ? passed('broken') : failed('broken', text, { tail: [text, text] }),
      ]),
    ),
  })
  return recordOf(config, {
    ...facts,
    prepared: [...facts.prepared.slice(0, 3), unbuilt('other', 'candidate', failure)],
  })
}

/** Whatever a container says, a page has the tags that it has where nothing is said, calls nobody and hides nothing. */
export function expectNoTags(html: (text: string) => string, numRuns: number): void {
  const expected = tagsOf(html('x'))
  fc.assert(
    fc.property(hostileText, (text) => {
      const rendered = html(text)
      expect(tagsOf(rendered)).toEqual(expected)
      expect(livelyParts(rendered)).toEqual([])
      expect(rendered).not.toMatch(unseen)
    }),
    { numRuns },
  )
}

const tagsOf = (html: string): readonly string[] =>
  (html.match(/<[^>]*>/g) ?? []).filter((tag) => !/^<\/?code\b/.test(tag))
