import { escapeCode, escapeHtml } from '../escape-markdown.js'
import { isMany, type Report, type ServiceReport } from '../report.js'
import { type AdviceExtent, adviceSections } from './advice.js'
import { checkTable } from './checks.js'
import { detailSection } from './details.js'
import { evidenceSections } from './evidence.js'
import { footerSections } from './footer.js'
import { insideSection, wasteLine } from './inside.js'
import { baseTable, metricTable } from './metrics.js'
import { overviewSections } from './overview.js'
import { scopeSections } from './scope.js'
import { lazySection, type Section } from './section.js'
import { shardSection } from './shards.js'
import { details } from './table.js'
import { headSection, noteSection, reasonSections } from './verdict.js'

export interface Extent {
  /** The room there is for all of it: what is listed is cut to a part of that. */
  readonly most: number
  /** Of many services, whether those that pass are told one by one, or where a reader finds them told. */
  readonly passing: 'told' | { readonly elsewhere: string }
  readonly advice: AdviceExtent
}

/** The whole report, what matters most first: may we ship this, what changed, what stands behind it. */
export function sectionsOf(report: Report, { most, passing: how, advice }: Extent): readonly Section[] {
  const { services } = report
  const several = services.length > 1
  const passing = services.filter(({ verdict }) => verdict === 'pass')
  const others = services.filter(({ verdict }) => verdict !== 'pass')
  const elsewhere = how === 'told' || !isMany(services) ? undefined : how.elsewhere
  const told = elsewhere === undefined ? passing : []
  // What is folded away stands below what is to be read.
  const inOrder = [...others, ...told]
  return [
    headSection(report),
    ...reasonSections(report, most / 4),
    ...overviewSections(services, most / 4, elsewhere),
    ...scopeSections(report, most / 8),
    ...others.map((service) => serviceSection(service, several)),
    ...noteSection(report.notes),
    ...evidenceSections(report),
    ...shardSection(report),
    ...told.map((service) => serviceSection(service, several)),
    ...adviceSections(advice.by === 'bytes' ? services : inOrder, advice),
    ...inOrder.map(insideSection),
    ...inOrder.map(detailSection),
    ...footerSections(report),
  ]
}

/** Where several services move, those that pass are folded away: nothing about them asks for a reader. */
const serviceSection = (service: ServiceReport, several: boolean): Section =>
  lazySection('tables of services', () => {
    const tables = [metricTable(service), baseTable(service), wasteLine(service), checkTable(service.checks)]
      .filter((one) => one !== undefined)
      .join('\n\n')
    return several && service.verdict === 'pass'
      ? details(`<b>${escapeHtml(service.service, 80)}</b>: baseline → candidate`, tables)
      : `### ${escapeCode(service.service)}: baseline → candidate\n\n${tables}`
  })
