import { escapeCode, escapeHtml } from '../escape-markdown.js'
import type { Report, ServiceReport } from '../report.js'
import { checkTable } from './checks.js'
import { detailSection } from './details.js'
import { evidenceSections } from './evidence.js'
import { footerSections } from './footer.js'
import { insideSection, wasteLine } from './inside.js'
import { metricTable } from './metrics.js'
import { overviewTable } from './overview.js'
import type { Section } from './section.js'
import { details } from './table.js'
import { headSection, noteSection, reasonSections } from './verdict.js'

/** The whole report, what matters most first: may we ship this, what changed, what stands behind it. */
export function sectionsOf(report: Report, mostReasons: number): readonly Section[] {
  const { services } = report
  const several = services.length > 1
  return [
    headSection(report),
    ...reasonSections(report, mostReasons),
    ...(several ? [overview(services)] : []),
    ...unfoldedFirst(services).flatMap((service) => serviceSections(service, several)),
    ...noteSection(report.notes),
    ...evidenceSections(report),
    ...services.flatMap(insideSection),
    ...services.flatMap(detailSection),
    ...footerSections(report),
  ]
}

const overview = (services: readonly ServiceReport[]): Section => ({
  name: 'the overview',
  markdown: `### Services: baseline → candidate\n\n${overviewTable(services)}`,
})

/** What is folded away stands below what is to be read. */
const unfoldedFirst = (services: readonly ServiceReport[]): readonly ServiceReport[] => [
  ...services.filter(({ verdict }) => verdict !== 'pass'),
  ...services.filter(({ verdict }) => verdict === 'pass'),
]

/** Where several services move, those that pass are folded away: nothing about them asks for a reader. */
function serviceSections(service: ServiceReport, several: boolean): readonly Section[] {
  const tables = [metricTable(service), wasteLine(service), checkTable(service.checks)]
    .filter((one) => one !== undefined)
    .join('\n\n')
  const name = 'tables of services'
  if (!several || service.verdict !== 'pass')
    return [{ name, markdown: `### ${escapeCode(service.service)}: baseline → candidate\n\n${tables}` }]
  return [
    { name, markdown: details(`<b>${escapeHtml(service.service, 80)}</b>: baseline → candidate`, tables) },
  ]
}
