import type { Finding, Verdict } from '../domain/finding.js'

export function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some(({ level }) => level === 'fail')) return 'fail'
  return findings.some(({ level }) => level === 'inconclusive') ? 'inconclusive' : 'pass'
}

/** The worst decides. */
export function overall(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail'
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'pass'
}
