import { adviseCandidate } from '../advice/advise-candidate.js'
import type { BaseComparison, Comparison } from '../domain/comparison.js'
import type { Config, Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import type { CheckComparison, Finding, Judgement, Verdict } from '../domain/finding.js'
import type { Advice } from '../domain/image/advice.js'
import { type Metric, metrics } from '../domain/metric.js'
import { factsByService } from '../stats/facts-by-service.js'
import { findCheckFindings, pairChecks } from './checks.js'
import { compareMetric, compareWithBase } from './compare.js'
import { type Comparisons, type Find, severity } from './find.js'
import { findInImages } from './image-findings.js'
import { findExceededLimits } from './limit.js'
import { findUnderLoad } from './load.js'
import { findLost } from './lost.js'
import { findExceededMigrations } from './migration.js'
import { findUnprepared } from './prepared.js'
import { findExceededRegressions } from './regression.js'
import { axesOf } from './sides.js'
import { findFailedStarts } from './starts.js'
import { findIgnoredStops } from './stops.js'
import { findUnjudgedBudgets } from './unjudged.js'
import { overall, verdictOf } from './verdict.js'
import { findDisagreeingWitnesses } from './witnesses.js'

/** Every rule, in the order in which findings of one level are told. */
const rules: readonly Find[] = [
  findLost,
  findUnprepared,
  findFailedStarts,
  findInImages,
  findIgnoredStops,
  findCheckFindings,
  findUnderLoad,
  findExceededLimits,
  findExceededMigrations,
  findExceededRegressions,
  findUnjudgedBudgets,
  findDisagreeingWitnesses,
]

/** What the facts come to under these budgets. The same facts always give the same bytes. */
export function judge(facts: Facts, config: Config): Judgement {
  const factsOf = factsByService(facts)
  const judged = config.services.map((service) => judgeService(factsOf(service.name), service))
  const run = interruption(facts)
  const advice = judged.flatMap(({ service, changes }) =>
    changes.length === 0 ? [] : [{ service, changes }],
  )
  const regressions = judged.flatMap((one) => one.regressions)
  return {
    verdict: overall([verdictOf(run), ...judged.map(({ verdict }) => verdict)]),
    services: judged.map(({ service, verdict }) => ({ service, verdict })),
    comparisons: judged.flatMap(({ comparisons }) => comparisons),
    ...(regressions.length > 0 && { regressions }),
    checks: judged.flatMap(({ checks }) => checks),
    findings: [...run, ...judged.flatMap(({ findings }) => findings)],
    ...(advice.length > 0 && { advice }),
  }
}

interface JudgedService {
  readonly service: string
  readonly verdict: Verdict
  readonly comparisons: readonly Comparison[]
  readonly regressions: readonly BaseComparison[]
  readonly checks: readonly CheckComparison[]
  readonly findings: readonly Finding[]
  readonly changes: readonly Advice[]
}

function judgeService(all: Facts, service: Service): JudgedService {
  const axes = axesOf(all, service)
  const facts = axes.head
  const comparisons = metrics.map((metric) => compareMetric(service, axes.migration(metric)))
  const regressions = metrics.flatMap((metric) =>
    axes.regression && service.budgets.some((one) => one.metric === metric && one.regression)
      ? compareWithBase(service, axes.regression(metric))
      : [],
  )
  const compared: Comparisons = { axes, migration: byMetric(comparisons), regression: byMetric(regressions) }
  const found = rules.flatMap((find) => find(facts, service, compared))
  const findings = severity.flatMap((level) => found.filter((finding) => finding.level === level))
  return {
    service: service.name,
    // What the run did not come to may be of any service.
    verdict: overall([verdictOf(findings), verdictOf(interruption(facts))]),
    comparisons,
    regressions,
    checks: pairChecks(facts, service).map(({ suite, check, outcome }) => ({
      service: service.name,
      suite,
      check,
      outcome,
    })),
    findings,
    changes: adviseCandidate(facts, service),
  }
}

const byMetric = <T extends { readonly metric: Metric }>(all: readonly T[]): ReadonlyMap<Metric, T> =>
  new Map(all.map((one) => [one.metric, one]))

const interruption = ({ interrupted }: Facts): readonly Finding[] =>
  interrupted ? [{ tag: 'interrupted', level: 'inconclusive', failure: interrupted }] : []
