import { adviseCandidate } from '../advice/advise-candidate.js'
import type { Comparison } from '../domain/comparison.js'
import type { Config, Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import type { CheckComparison, Finding, Judgement, Verdict } from '../domain/finding.js'
import { metrics } from '../domain/metric.js'
import { factsByService } from '../stats/facts-by-service.js'
import { findCheckFindings, pairChecks } from './checks.js'
import { compareMetric } from './compare.js'
import { type Find, severity } from './find.js'
import { findInImages } from './image-findings.js'
import { findExceededLimits } from './limit.js'
import { findUnderLoad } from './load.js'
import { findLost } from './lost.js'
import { findExceededMigrations } from './migration.js'
import { findUnprepared } from './prepared.js'
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
  findUnjudgedBudgets,
  findDisagreeingWitnesses,
]

/** What the facts come to under these budgets. The same facts always give the same bytes. */
export function judge(facts: Facts, config: Config): Judgement {
  const factsOf = factsByService(facts)
  const judged = config.services.map((service) => judgeService(factsOf(service.name), service))
  const run = interruption(facts)
  const advice = config.services.flatMap((service) => {
    const changes = adviseCandidate(factsOf(service.name), service)
    return changes.length === 0 ? [] : [{ service: service.name, changes }]
  })
  return {
    verdict: overall([verdictOf(run), ...judged.map(({ verdict }) => verdict)]),
    services: judged.map(({ service, verdict }) => ({ service, verdict })),
    comparisons: judged.flatMap(({ comparisons }) => comparisons),
    checks: judged.flatMap(({ checks }) => checks),
    findings: [...run, ...judged.flatMap(({ findings }) => findings)],
    ...(advice.length > 0 && { advice }),
  }
}

interface JudgedService {
  readonly service: string
  readonly verdict: Verdict
  readonly comparisons: readonly Comparison[]
  readonly checks: readonly CheckComparison[]
  readonly findings: readonly Finding[]
}

function judgeService(facts: Facts, service: Service): JudgedService {
  const comparisons = metrics.map((metric) => compareMetric(facts, service, metric))
  const byMetric = new Map(comparisons.map((comparison) => [comparison.metric, comparison]))
  const found = rules.flatMap((find) => find(facts, service, byMetric))
  const findings = severity.flatMap((level) => found.filter((finding) => finding.level === level))
  return {
    service: service.name,
    // What the run did not come to may be of any service.
    verdict: overall([verdictOf(findings), verdictOf(interruption(facts))]),
    comparisons,
    checks: pairChecks(facts, service).map(({ suite, check, outcome }) => ({
      service: service.name,
      suite,
      check,
      outcome,
    })),
    findings,
  }
}

const interruption = ({ interrupted }: Facts): readonly Finding[] =>
  interrupted ? [{ tag: 'interrupted', level: 'inconclusive', failure: interrupted }] : []
