import type { Finding, Level } from '../../domain/finding.js'
import { metricInfo } from '../../domain/metric.js'
import type { Place, VariantRef } from '../../domain/variant.js'
import { type Told, tell } from '../../findings/prose.js'
import { lostTogether } from '../../findings/shard-lost.js'
import { code, type Text, text } from '../../findings/text.js'
import { group } from '../../stats/facts-by-service.js'
import { alikeTogether } from './alike.js'
import { tellFixesOnce } from './fix-once.js'

/** A finding as a reader meets it. */
export interface Reason extends Told {
  readonly level: Level
  readonly place?: Place
  /** For how many of the reasons right below its fix is as well; they have none of their own. */
  readonly fixesNext?: number
  /** Last lines of what failed. Foreign. */
  readonly tail?: readonly string[]
}

export function reasonsOf(findings: readonly Finding[], level: Level): readonly Reason[] {
  const told = firstOfEach(findings.filter((finding) => finding.level === level))
  const matters = group(
    told.map((finding, index) => ({ finding, key: matterOf(finding) ?? String(index) })),
    ({ key }) => key,
  )
  const reasons = [...matters.values()].flatMap((all) => {
    const findings = all.map(({ finding }) => finding)
    const [first] = findings
    if (first === undefined) return []
    const service = serviceOf(first)
    return [
      {
        reason: togetherOf(findings, first),
        isOfVariant: isOfVariant(first),
        ...(service !== undefined && { service }),
      },
    ]
  })
  return tellFixesOnce(alikeTogether(reasons))
}

/** As many as nobody has to leave out. */
const toldWhole = 10

/**
 * Of more findings than are told, each service's first comes before anybody's second: what one service has sixty of must not
 * hide why another fails.
 */
export function firstOfEach(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= toldWhole) return findings
  const seen = new Set<string>()
  const isFirst = findings.map((finding) => {
    const service = serviceOf(finding)
    if (service === undefined || seen.has(service)) return service === undefined
    seen.add(service)
    return true
  })
  return [...findings.filter((_, at) => isFirst[at]), ...findings.filter((_, at) => !isFirst[at])]
}

/** A lost shard is the matter of all that it had. */
const serviceOf = (finding: Finding): string | undefined => {
  if (finding.tag === 'shard-lost') return undefined
  return 'service' in finding ? finding.service : isOfVariant(finding) ? finding.ref.service : undefined
}

/** Its title begins with the service. */
const isOfVariant = (finding: Finding): finding is Finding & { readonly ref: VariantRef } =>
  'ref' in finding && finding.ref !== undefined

/** What findings of one matter have in common; told where the first of them stands. Undefined for one that stands alone. */
function matterOf(finding: Finding): string | undefined {
  if (finding.tag === 'budget-unjudged') return JSON.stringify([finding.service, finding.because])
  if (finding.tag !== 'shard-lost') return undefined
  const { stage, shard, failure } = finding
  return JSON.stringify([stage, shard, failure.reason, failure.message])
}

function togetherOf(all: readonly Finding[], first: Finding): Reason {
  if (all.length === 1) return reasonOf(first)
  if (first.tag === 'shard-lost') {
    const alike = all.filter((one) => one.tag === 'shard-lost')
    return { ...reasonOf(first), ...lostTogether(alike, first) }
  }
  return first.tag === 'budget-unjudged'
    ? unjudgedTogether(
        all.filter((one) => one.tag === 'budget-unjudged'),
        first,
      )
    : reasonOf(first)
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

/** Budgets that were left for one reason are one matter, not many. */
function unjudgedTogether(alike: readonly Unjudged[], first: Unjudged): Reason {
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
