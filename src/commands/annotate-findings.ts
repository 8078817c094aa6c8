import type { Finding, Level } from '../core/domain/finding.js'
import type { RunRecord } from '../core/domain/record.js'
import { describeFinding } from '../core/findings/prose.js'
import { annotate } from '../github/runner.js'

/** Notes stay in the report: an annotation asks for attention. */
const shownAs: readonly (readonly [Level, 'error' | 'warning'])[] = [
  ['fail', 'error'],
  ['inconclusive', 'warning'],
  ['warn', 'warning'],
]

/** GitHub shows ten errors and ten warnings of a step. One warning is kept free for what telling itself runs into. */
const most = { error: 10, warning: 9 } as const

/** Findings at the lines that can change them. */
export function annotateFindings({ judgement }: RunRecord): void {
  const left: Record<'error' | 'warning', number> = { ...most }
  for (const [level, annotation] of shownAs) {
    const findings = judgement.findings.filter((finding) => finding.level === level)
    for (const finding of findings.slice(0, left[annotation])) {
      annotate(annotation, describe(finding), finding.place)
      left[annotation] -= 1
    }
  }
}

function describe(finding: Finding): string {
  const { title, text, fix } = describeFinding(finding)
  return [title, text, fix].filter((part) => part !== undefined && part !== '').join('\n')
}
