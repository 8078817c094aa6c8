import { plain } from '../../findings/text.js'
import { escapeFence, escapeHtml } from '../escape-markdown.js'
import type { Reason } from '../model/reasons.js'
import type { Report } from '../report.js'
import { brokenSections } from './checks.js'
import { lazySection, type Section } from './section.js'
import { details } from './table.js'

/** What programs printed when they failed: logs of builds and starts, then both outputs of broken checks. */
export const evidenceSections = ({ failing, open, warnings, services }: Report): readonly Section[] => [
  ...[...failing, ...open, ...warnings].flatMap(logSection),
  // Whoever passes broke nothing.
  ...services.filter(({ verdict }) => verdict === 'fail').flatMap(brokenSections),
]

function logSection({ title, tail }: Reason): readonly Section[] {
  if (!tail) return []
  return [
    lazySection('logs of what failed', () =>
      details(`Last lines of the log: ${escapeHtml(plain(title))}`, escapeFence(tail)),
    ),
  ]
}
