import type { Finding, Judgement, Verdict } from '../../domain/finding.js'
import { group } from '../../stats/facts-by-service.js'

/** What was judged of one service. */
export interface OwnJudgement extends Judgement {
  readonly verdict: Verdict
}

/** Shares the judgement out once, as the facts are: of many services each would otherwise look through those of all. */
export function judgementByService(judgement: Judgement): (service: string) => OwnJudgement {
  const services = group(judgement.services, ({ service }) => service)
  const comparisons = group(judgement.comparisons, ({ service }) => service)
  const regressions = group(judgement.regressions ?? [], ({ service }) => service)
  const checks = group(judgement.checks, ({ service }) => service)
  const advice = group(judgement.advice ?? [], ({ service }) => service)
  const findings = group(judgement.findings, (finding) => serviceOf(finding) ?? '')
  return (service) => ({
    // A service that nobody judged did not pass.
    verdict: services.get(service)?.[0]?.verdict ?? 'inconclusive',
    services: services.get(service) ?? [],
    comparisons: comparisons.get(service) ?? [],
    regressions: regressions.get(service) ?? [],
    checks: checks.get(service) ?? [],
    findings: findings.get(service) ?? [],
    advice: advice.get(service) ?? [],
  })
}

/** Undefined of what is the whole run's. */
function serviceOf(finding: Finding): string | undefined {
  if ('ref' in finding && finding.ref) return finding.ref.service
  return 'service' in finding ? finding.service : undefined
}
