import type { CheckPair } from '../../budgets/checks.js'
import type { CheckFact } from '../../domain/facts.js'
import type { CheckOutcome } from '../../domain/finding.js'
import { said } from '../../findings/failures.js'
import { quantity } from '../../findings/quantity.js'
import { escapeCode, escapeFence, escapeHtml, escapePieces } from '../escape-markdown.js'
import type { ChecksReport } from '../model/suite-reports.js'
import type { ServiceReport } from '../report.js'
import { lazySection, type Section } from './section.js'
import { details, table } from './table.js'

const heads: Record<CheckOutcome, string> = {
  passed: 'passed',
  'broken-by-the-move': 'broken by the move',
  'already-broken': 'already broken',
  fixed: 'fixed by the move',
  unjudged: 'not compared',
}

/** Suites against outcomes. The two outcomes that everybody looks for are always there, the others where they occur. */
export function checkTable({ suites, byOutcome }: ChecksReport): string | undefined {
  if (suites.length === 0) return undefined
  const outcomes = (Object.keys(heads) as CheckOutcome[]).filter(
    (outcome) => outcome === 'passed' || outcome === 'broken-by-the-move' || byOutcome[outcome].length > 0,
  )
  const rows = suites.map(({ suite, counts }) => [
    escapeCode(suite),
    ...outcomes.map((outcome) =>
      outcome === 'broken-by-the-move' && counts[outcome] > 0
        ? `**${counts[outcome]}**`
        : String(counts[outcome]),
    ),
  ])
  const columns = outcomes.map((outcome) => ({ head: heads[outcome], align: 'right' as const }))
  return [table([{ head: 'suite' }, ...columns], rows), ...calmLists(byOutcome)].join('\n\n')
}

const listedAtMost = 20

function calmLists(byOutcome: ChecksReport['byOutcome']): readonly string[] {
  return (['already-broken', 'fixed', 'unjudged'] as const).flatMap((outcome) => {
    const pairs = byOutcome[outcome]
    if (pairs.length === 0) return []
    const names = pairs.slice(0, listedAtMost).map(({ check }) => escapeCode(check, 80))
    const unsaid = pairs.length - names.length
    return [`${intro[outcome]}: ${names.join(', ')}${unsaid > 0 ? ` and ${unsaid} more` : ''}.`]
  })
}

const intro = {
  'already-broken': 'Already broken on the baseline, so not held against the move',
  fixed: 'Fails on the baseline and passes on the candidate',
  unjudged: 'Not compared, because it did not run on both sides',
}

/** Both sides of every check that the move broke; each may be left out by itself. */
export function brokenSections({ service, checks }: ServiceReport): readonly Section[] {
  return checks.byOutcome['broken-by-the-move'].map((pair) =>
    lazySection('outputs of broken checks', () =>
      details(
        `${escapeHtml(service, 80)} / ${escapeHtml(pair.suite, 80)}: both outputs of <code>${escapeHtml(pair.check, 120)}</code>`,
        bothSides(pair),
      ),
    ),
  )
}

const bothSides = ({ baseline, candidate }: CheckPair): string =>
  [side('baseline', baseline), side('candidate', candidate)].join('\n\n')

function side(role: string, fact: CheckFact | undefined): string {
  if (!fact) return `**${role}**: did not run`
  const took = fact.durationMs === undefined ? '' : ` in ${quantity(fact.durationMs, 'ms')}`
  const outcome = `**${role}**: ${fact.outcome}${took}`
  const { failure, output = [] } = fact
  if (!failure) return output.length === 0 ? outcome : `${outcome}\n\n${escapeFence(output)}`
  const tail = failure.tail ?? []
  return [`${outcome}. ${escapePieces(said(failure))}`, ...(tail.length > 0 ? [escapeFence(tail)] : [])].join(
    '\n\n',
  )
}
