import type { Finding, Level } from '../../domain/finding.js'
import { metricInfo } from '../../domain/metric.js'
import type { Place } from '../../domain/variant.js'
import { type Told, tell } from '../../findings/prose.js'
import { code, type Text, text } from '../../findings/text.js'

/** A finding as a reader meets it. */
export interface Reason extends Told {
  readonly level: Level
  readonly place?: Place
  /** Last lines of what failed. Foreign. */
  readonly tail?: readonly string[]
}

export function reasonsOf(findings: readonly Finding[], level: Level): readonly Reason[] {
  const told = findings.filter((finding) => finding.level === level)
  return told.flatMap((finding) => {
    if (finding.tag !== 'budget-unjudged') return [reasonOf(finding)]
    const alike = told.filter((other): other is Unjudged => isAlike(other, finding))
    return alike[0] === finding ? [unjudgedTogether(alike, finding)] : []
  })
}

/** What neither the tables of metrics nor those of checks say already. */
export const notesOf = (findings: readonly Finding[]): readonly Text[] =>
  reasonsOf(
    findings.filter((finding) => finding.tag === 'budget-unsettled' || isUntabled(finding)),
    'note',
  ).map(({ title, explanation }) => text`${title}. ${explanation}`)

type Unjudged = Extract<Finding, { tag: 'budget-unjudged' }>

const isUntabled = (finding: Finding): boolean =>
  finding.tag === 'budget-unjudged' &&
  finding.because !== 'baseline-absent' &&
  finding.because !== 'candidate-absent'

const isAlike = (one: Finding, other: Unjudged): boolean =>
  one.tag === 'budget-unjudged' && one.service === other.service && one.because === other.because

/** Budgets that were left for one reason are one matter, not many. */
function unjudgedTogether(alike: readonly Unjudged[], first: Unjudged): Reason {
  if (alike.length === 1) return reasonOf(first)
  const names = alike.map(({ metric, axis }) => `${metricInfo[metric].label} (${axis})`).join(', ')
  const { explanation, fix } = tell(first)
  return {
    level: first.level,
    title: text`${code(first.service)}: ${alike.length} budgets were not judged`,
    explanation: text`${names}. ${explanation}`,
    ...(fix && { fix }),
  }
}

function reasonOf(finding: Finding): Reason {
  const tail = 'failure' in finding ? finding.failure.tail : undefined
  return {
    ...tell(finding),
    level: finding.level,
    ...(finding.place && { place: finding.place }),
    ...(tail && tail.length > 0 && { tail }),
  }
}
