import type { CheckPair } from '../../budgets/checks.js'
import type { CheckOutcome } from '../../domain/finding.js'
import { said } from '../../findings/failures.js'
import { printable, printableLines, printablePieces } from '../escape-terminal.js'
import type { ServiceReport } from '../report.js'
import type { Paint } from './paint.js'
import { wrap } from './wrap.js'

const words: Record<CheckOutcome, string> = {
  passed: 'passed',
  'broken-by-the-move': 'broken by the move',
  'already-broken': 'already broken',
  fixed: 'fixed by the move',
  unjudged: 'not compared',
}

/** One line for each suite, then the output of what the move broke. */
export function checkLines({ checks }: ServiceReport, paint: Paint, columns: number): readonly string[] {
  if (checks.suites.length === 0) return []
  const suites = checks.suites.flatMap(({ suite, counts }) => {
    const told = (Object.keys(words) as CheckOutcome[]).flatMap((outcome) => {
      if (counts[outcome] === 0 && outcome !== 'passed') return []
      const said = `${counts[outcome]} ${words[outcome]}`
      return outcome === 'broken-by-the-move' ? paint.bad(said) : said
    })
    return wrap(`  suite ${printable(suite)}: ${told.join(', ')}`, columns, '    ')
  })
  const broken = checks.byOutcome['broken-by-the-move'].flatMap((pair) => brokenLines(pair, paint, columns))
  return [...suites, '', ...broken]
}

const shownLines = 15

function brokenLines(
  { suite, check, candidate }: CheckPair,
  paint: Paint,
  columns: number,
): readonly string[] {
  const failure = candidate?.failure
  const tail = printableLines(failure?.tail ?? []).slice(-shownLines)
  return [
    ...wrap(
      `  ${paint.bad('✗')} ${printable(suite)} / ${printable(check)} ${failure ? printablePieces(said(failure)) : ''}`.trimEnd(),
      columns,
      '    ',
    ),
    ...tail.map((line) => paint.quiet(`    | ${line}`)),
    '',
  ]
}
