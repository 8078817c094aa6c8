import { axesOf } from '../budgets/sides.js'
import type { Load, Service } from '../domain/config.js'
import type { Facts, MachineFact } from '../domain/facts.js'
import type { Verdict } from '../domain/finding.js'
import type { Advice } from '../domain/image/advice.js'
import type { RunRecord, Subject } from '../domain/record.js'
import type { Role } from '../domain/variant.js'
import type { Text } from '../findings/text.js'
import { factsByService } from '../stats/facts-by-service.js'
import { headFacts } from '../stats/revisions.js'
import { type Formula, formulasOf } from './model/formulas.js'
import { headlineOf } from './model/headline.js'
import { type InsideReport, reportInside } from './model/inside.js'
import { judgementByService, type OwnJudgement } from './model/judgement-by-service.js'
import { type MetricRow, type MetricTable, tabulate, tabulateBase } from './model/metric-rows.js'
import { detailPairs, type PairDetails } from './model/pair-details.js'
import { notesOf, type Reason, reasonsOf } from './model/reasons.js'
import { reportScope, type ScopeReport } from './model/scope.js'
import { reportShards, type ShardsReport } from './model/shards.js'
import { type ChecksReport, reportChecks } from './model/suite-reports.js'
import { detailVariant, type VariantDetails } from './model/variant-details.js'

/** A run as a reader meets it: first the verdict with what decided it, then what changed, then what stands behind it. */
export interface Report {
  readonly verdict: Verdict
  readonly headline: string
  readonly failing: readonly Reason[]
  readonly open: readonly Reason[]
  readonly warnings: readonly Reason[]
  readonly notes: readonly Text[]
  readonly services: readonly ServiceReport[]
  readonly assumptions: readonly string[]
  readonly formulas: readonly Formula[]
  readonly machine?: MachineFact
  /** Absent where one machine did all. */
  readonly shards?: ShardsReport
  readonly scope: ScopeReport
  readonly run: RunRecord['run']
  readonly toolVersion: string
  readonly subject: Subject
}

export interface ServiceReport {
  readonly service: string
  readonly verdict: Verdict
  readonly metrics: MetricTable
  /** This change against the base branch. Absent where no budget asks for it, or where there is no base. */
  readonly base?: BaseReport
  readonly checks: ChecksReport
  readonly details: Readonly<Record<Role, VariantDetails>>
  readonly pairs: readonly PairDetails[]
  readonly load?: Load
  readonly inside: InsideReport | undefined
  /** What would make the candidate smaller, what saves most first. */
  readonly advice: readonly Advice[]
}

interface BaseReport {
  readonly commit: string
  readonly rows: readonly MetricRow[]
}

/** So many that a reader looks for those that do not pass, and would not read on about each of the others. */
export const isMany = ({ length }: { readonly length: number }): boolean => length > 20

export function makeReport(record: RunRecord): Report {
  const { judgement, config, facts, run, tool, subject } = record
  const factsOf = factsByService(facts)
  const judgementOf = judgementByService(judgement)
  const services = config.services.map((service) =>
    reportService(factsOf(service.name), judgementOf(service.name), service),
  )
  return {
    verdict: judgement.verdict,
    headline: headlineOf(record, services.length === 1 ? (services[0]?.metrics.rows ?? []) : []),
    failing: reasonsOf(judgement.findings, 'fail'),
    open: reasonsOf(judgement.findings, 'inconclusive'),
    warnings: reasonsOf(judgement.findings, 'warn'),
    notes: notesOf(judgement.findings),
    services,
    assumptions: config.assumptions,
    formulas: formulasOf(headFacts(facts)),
    ...(facts.machine && { machine: facts.machine }),
    ...(run.shards && { shards: reportShards(run.shards) }),
    scope: reportScope(record.scope),
    run,
    toolVersion: tool.version,
    subject,
  }
}

/** What stands behind a service's figures is made out only once somebody reads it: of many services that is of few. */
function reportService(all: Facts, judgement: OwnJudgement, service: Service): ServiceReport {
  const axes = axesOf(all, service)
  const facts = axes.head
  const base = service.base?.from === 'commit' ? service.base : undefined
  const details = once(() => ({
    baseline: detailVariant(facts, service, 'baseline'),
    candidate: detailVariant(facts, service, 'candidate'),
  }))
  const metrics = once(() => tabulate(axes, service, judgement))
  const checks = once(() => reportChecks(facts, service))
  const pairs = once(() => detailPairs(axes, service, judgement))
  const inside = once(() => reportInside(facts, service, judgement))
  return {
    service: service.name,
    verdict: judgement.verdict,
    get metrics() {
      return metrics()
    },
    ...(base && { base: { commit: base.commit, rows: tabulateBase(axes, service, judgement) } }),
    get checks() {
      return checks()
    },
    get details() {
      return details()
    },
    get pairs() {
      return pairs()
    },
    ...(service.load && { load: service.load }),
    get inside() {
      return inside()
    },
    advice: judgement.advice?.flatMap(({ changes }) => changes) ?? [],
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
