import {
  type CheckOutcome,
  type Finding,
  isImageFinding,
  type Judgement,
  type Level,
} from '../../domain/finding.js'
import type { RunRecord } from '../../domain/record.js'
import { whatItDid } from '../../findings/failures.js'
import { count, quantityOf, signedPercent } from '../../findings/quantity.js'
import { isSure, type MetricRow } from './metric-rows.js'
import { briefLabel, briefMetrics } from './overview.js'
import { nothingToDo } from './scope.js'

/** The verdict in one sentence. */
export function headlineOf({ judgement, config, scope }: RunRecord, rows: readonly MetricRow[]): string {
  const { verdict, findings } = judgement
  const others = passing(judgement)
  if (verdict === 'fail') return `${sentence(list(countsOf(findings, 'fail')))}${others}`
  if (verdict === 'inconclusive')
    return `Nothing failed, but ${list(countsOf(findings, 'inconclusive'))}.${others}`
  if (config.services.length === 0) return nothingToDo(scope)
  const budgets = config.services.flatMap((service) => service.budgets).length
  const parts = [checksHold(judgement), budgets === 0 ? 'no budget is set' : budgetsHold(findings)]
  const gain = config.services.length === 1 ? gains(rows) : ''
  return sentence(`${list(parts)}${gain === '' ? '' : `: ${gain}`}`)
}

function budgetsHold(findings: readonly Finding[]): string {
  const warned = findings.filter(({ tag, level }) => level === 'warn' && isOver(tag)).length
  if (warned === 1) return 'no budget fails, but 1 is over its warning level'
  if (warned > 1) return `no budget fails, but ${warned} are over their warning levels`
  return findings.some(isOpen) ? 'no budget is exceeded' : 'every budget is kept'
}

const isOver = (tag: Tag): boolean =>
  tag === 'limit-exceeded' || tag === 'migration-exceeded' || tag === 'regression-exceeded'

const isOpen = ({ tag }: Finding): boolean => tag === 'budget-unjudged' || tag === 'budget-unsettled'

/** How much of several services is not concerned. */
function passing({ services }: Judgement): string {
  const passed = services.filter(({ verdict }) => verdict === 'pass').length
  return passed === 0
    ? ''
    : ` ${passed} of ${count(services.length, 'service')} ${passed === 1 ? 'passes' : 'pass'}.`
}

function checksHold({ checks }: Judgement): string {
  if (checks.length === 0) return 'no smoke check is set'
  const having = (outcome: CheckOutcome) => checks.filter((check) => check.outcome === outcome).length
  const passed = having('passed') + having('fixed')
  const broken = having('already-broken')
  if (passed === checks.length) return `${count(passed, 'check')} ${passed === 1 ? 'passes' : 'pass'}`
  return `${passed} of ${count(checks.length, 'check')} pass${broken > 0 ? ` (${broken} already broken on the baseline)` : ''}`
}

/** What the move brought, where one service moves. What is noise is no news. */
function gains(rows: readonly MetricRow[]): string {
  return briefMetrics
    .flatMap((metric) => {
      const row = rows.find((one) => one.metric === metric)
      const [before, after] = [row?.baseline.value, row?.candidate.value]
      if (!row?.change || !isSure(row) || before === undefined || after === undefined) return []
      return `${briefLabel(metric)} ${quantityOf(metric, before)} → ${quantityOf(metric, after)} (${signedPercent(row.change)})`
    })
    .join(', ')
}

type Tag = Finding['tag']

/** How many of each kind decided it, in the words of one sentence. */
function countsOf(findings: readonly Finding[], level: Level): readonly string[] {
  const deciding = findings.filter((finding) => finding.level === level)
  const phrases: { readonly [Kind in Tag]?: (of: readonly Finding[]) => string } = {
    interrupted: (of) =>
      `the run ${of.flatMap((one) => (one.tag === 'interrupted' ? whatItDid(one.failure) : []))[0]}`,
    'shard-lost': (of) => {
      const lost = new Set(of.map((one) => (one.tag === 'shard-lost' ? `${one.stage} ${one.shard}` : '')))
        .size
      // Not lost, and nothing to be counted on either.
      return of.every((one) => one.tag === 'shard-lost' && one.failure.reason === 'other-images')
        ? `${count(lost, 'shard')} measured other images`
        : `${count(lost, 'shard')} ${lost === 1 ? 'was' : 'were'} lost`
    },
    'prepare-failed': variants,
    'start-failed': variants,
    'check-broken': ({ length }) =>
      `${count(length, 'check')} ${length === 1 ? 'is' : 'are'} broken by the move`,
    'limit-exceeded': over,
    'budget-unsettled': ({ length }) =>
      `${count(length, 'budget')} ${length === 1 ? 'is' : 'are'} not settled`,
    'budget-unjudged': ({ length }) => `${count(length, 'budget')} could not be judged`,
    'check-unjudged': ({ length }) => `${count(length, 'check')} could not be compared`,
    'image-unread': ({ length }) => `${count(length, 'image')} could not be read`,
    'image-start': ({ length }) =>
      `${count(length, 'fault')} in the image ${length === 1 ? 'keeps' : 'keep'} it from starting`,
  }
  const tags = [...new Set(deciding.map(toldAs))]
  return tags.flatMap((tag) => phrases[tag]?.(deciding.filter((one) => toldAs(one) === tag)) ?? [])
}

/** What is counted together. */
const toldAs = (finding: Finding): Tag => {
  if (isOver(finding.tag)) return 'limit-exceeded'
  return isImageFinding(finding) ? 'image-start' : finding.tag
}

const over = ({ length }: readonly Finding[]): string =>
  `${count(length, 'budget')} ${length === 1 ? 'is' : 'are'} exceeded`

function variants(findings: readonly Finding[]): string {
  const [first, ...others] = findings
  if (!first || !('ref' in first) || !('failure' in first)) return ''
  if (others.length > 0) return `${findings.length} variants did not come up`
  return `the ${first.ref.role} of ${first.ref.service} ${whatItDid(first.failure)}`
}

function list(parts: readonly string[]): string {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
