import type { Finding, Level } from '../core/domain/finding.js'
import type { RunRecord } from '../core/domain/record.js'
import { describeFinding } from '../core/findings/prose.js'
import { type AnnotationLevel, annotate } from '../github/runner.js'

const annotationOf: Record<Level, AnnotationLevel> = {
  fail: 'error',
  inconclusive: 'warning',
  warn: 'warning',
  note: 'notice',
}

/** GitHub shows at most ten annotations of a level for a step; the rest stands in the summary. */
const mostPerLevel = 10

/** Findings at the lines that can change them. Notes stay in the report: an annotation asks for attention. */
export function annotateFindings({ judgement }: RunRecord): void {
  for (const level of ['fail', 'inconclusive', 'warn'] as const) {
    const findings = judgement.findings.filter((finding) => finding.level === level)
    for (const finding of findings.slice(0, mostPerLevel)) {
      annotate(annotationOf[level], describe(finding), finding.place)
    }
  }
}

function describe(finding: Finding): string {
  const { title, text, fix } = describeFinding(finding)
  return [title, text, fix].filter((part) => part !== undefined && part !== '').join('\n')
}
