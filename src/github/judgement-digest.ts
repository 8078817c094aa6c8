import { createHash } from 'node:crypto'
import type { Finding, Judgement } from '../core/domain/finding.js'

/**
 * Tells whether a judgement says something new: verdicts, check outcomes and which findings there are. Measured
 * numbers differ from run to run although nothing changed, so they are left out.
 */
export function digestJudgement(judgement: Judgement): string {
  const said = [
    `verdict ${judgement.verdict}`,
    ...judgement.services.map(({ service, verdict }) => JSON.stringify(['service', service, verdict])),
    ...judgement.checks.map((check) =>
      JSON.stringify(['check', check.service, check.suite, check.check, check.outcome]),
    ),
    ...judgement.findings.map(identify),
  ]
  return createHash('sha256').update(said.sort().join('\n')).digest('hex').slice(0, 32)
}

const identify = (finding: Finding): string =>
  JSON.stringify([
    finding.level,
    finding.tag,
    'ref' in finding ? [finding.ref.service, finding.ref.role, finding.ref.revision] : null,
    'service' in finding ? finding.service : null,
    'metric' in finding ? finding.metric : null,
    'axis' in finding ? [finding.axis, 'because' in finding ? finding.because : null] : null,
    'check' in finding ? [finding.suite, finding.check] : null,
    'kind' in finding ? finding.kind : null,
    'role' in finding ? finding.role : null,
    'cause' in finding ? (finding.cause ?? null) : null,
    'failure' in finding ? finding.failure.reason : null,
  ])
