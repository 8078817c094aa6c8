import { plain } from '../../findings/text.js'
import { escapeFence, escapeHtml } from '../escape-markdown.js'
import type { Reason } from '../model/reasons.js'
import type { Report } from '../report.js'
import { brokenSections } from './checks.js'
import type { Section } from './section.js'
import { details } from './table.js'

/** What programs printed when they failed: logs of builds and starts, then both outputs of broken checks. */
export const evidenceSections = ({ failing, open, warnings, services }: Report): readonly Section[] => [
  ...[...failing, ...open, ...warnings].flatMap(logSection),
  ...services.flatMap(brokenSections),
]

function logSection({ title, tail }: Reason): readonly Section[] {
  if (!tail) return []
  const markdown = details(`Last lines of the log: ${escapeHtml(plain(title))}`, escapeFence(tail))
  return [{ name: 'logs of what failed', markdown }]
}
