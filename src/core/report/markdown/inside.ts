import { count, quantity } from '../../findings/quantity.js'
import { diffPackages } from '../../packages/diff-packages.js'
import { escapeCode, escapeHtml, escapePieces } from '../escape-markdown.js'
import { layerTable, wasteTable } from '../image/layer-tables.js'
import { packageDiffTable } from '../image/package-diff-tables.js'
import { packageTable } from '../image/package-tables.js'
import type { PlainTable } from '../image/plain-table.js'
import { ownerTable } from '../image/size-tables.js'
import { tableMarkdown } from '../image/table-markdown.js'
import type { InsideReport } from '../model/inside.js'
import type { Reason } from '../model/reasons.js'
import type { ServiceReport } from '../report.js'
import { lazySection, type Section } from './section.js'
import { details } from './table.js'

const title = 'Where the bytes are'

/** One sentence below the metrics, where the candidate wastes much. */
export function wasteLine({ inside }: ServiceReport): string | undefined {
  if (!inside?.waste) return undefined
  const { wastedBytes, largest } = inside.waste
  const most = largest
    ? `, the largest ${escapeCode(`/${largest.path}`)} with ${quantity(largest.wastedBytes, 'bytes')} (${largest.how} by layer ${largest.by + 1})`
    : ''
  return `The candidate's layers hold ${quantity(wastedBytes, 'bytes')} that no container sees${most}: see “${title}”.`
}

/** Owners, layers and waste of both images, folded away. Sizes are metrics, and those have a table of their own. */
export const insideSection = (report: ServiceReport): Section =>
  lazySection('where the bytes are', () => (report.inside ? writeInside(report.service, report.inside) : ''))

function writeInside(service: string, { sides, notes, gone }: InsideReport): string {
  const [before, after] = sides
  const tables = [
    ownerTable(sides),
    packageTable(sides),
    before && after && packageDiffTable(diffPackages(before.insight.packages, after.insight.packages)),
    ...sides.flatMap((side) => [layerTable(side), withoutRemark(wasteTable(side))]),
  ].filter((one) => one !== undefined)
  const unlisted = sides.flatMap(({ name, insight: { morePackages } }) =>
    morePackages === undefined
      ? []
      : [`${morePackages} more packages of the ${name} are not kept in the record.`],
  )
  const parts = [
    ...tables.map(tableMarkdown),
    ...listed('Also found', notes),
    ...listed("Gone with the move: it was in the baseline's image", gone),
    ...unlisted,
  ]
  const final = sides.map(({ insight }) => quantity(insight.sizes.finalBytes, 'bytes')).join(' → ')
  const summary = `${title} in ${escapeHtml(service, 80)}: ${final} in a container`
  return details(summary, parts.join('\n\n'))
}

/** Its figures are metrics, too. */
function withoutRemark(table: PlainTable | undefined): PlainTable | undefined {
  if (table === undefined) return undefined
  const { remark, ...rest } = table
  return rest
}

const mostListed = 20

/** Titles only: nothing here asks for anybody. */
function listed(heading: string, reasons: readonly Reason[]): readonly string[] {
  if (reasons.length === 0) return []
  const shown = reasons.slice(0, mostListed).map((reason) => `- ${escapePieces(reason.title)}`)
  const rest = reasons.length - shown.length
  return [
    `**${heading}**\n\n${[...shown, ...(rest > 0 ? [`- and ${count(rest, 'more', 'more')}`] : [])].join('\n')}`,
  ]
}
