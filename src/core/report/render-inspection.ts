import type { InspectedImage, Inspection } from '../domain/image/inspection.js'
import { tellAdvice } from '../findings/advice.js'
import { escapeCode, escapePieces } from './escape-markdown.js'
import { printable, printablePieces } from './escape-terminal.js'
import { inspectionTables } from './image/inspection-tables.js'
import { tableLines } from './image/table-lines.js'
import { tableMarkdown } from './image/table-markdown.js'
import { fixLead } from './model/fix-once.js'
import { type Reason, reasonsOf } from './model/reasons.js'
import { type Paint, painter } from './terminal/paint.js'
import { wrap } from './terminal/wrap.js'

export function renderInspectionText(
  inspection: Inspection,
  { color, width }: { readonly color: boolean; readonly width: number },
): string {
  const paint = painter(color)
  const columns = Math.max(60, width)
  const advice = adviceOf(inspection.image)
  const lines = [
    `${paint.strong(headOf(inspection).map(printable).join(' → '))} ${paint.quiet(`(${platformsOf(inspection).map(printable).join(' → ')})`)}`,
    '',
    ...inspectionTables(inspection).flatMap((table) => tableLines(table, paint, columns)),
    ...reasonsIn(inspection.image).flatMap((reason) => reasonLines(reason, paint, columns)),
    ...(advice.length > 0 ? ['', paint.strong(adviceTitle)] : []),
    ...advice.flatMap((reason) => reasonLines(reason, paint, columns)),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

export function renderInspectionMarkdown(inspection: Inspection): string {
  const reasons = reasonsIn(inspection.image)
  const advice = adviceOf(inspection.image)
  const parts = [
    `## ${headOf(inspection)
      .map((name) => escapeCode(name))
      .join(' → ')} (${platformsOf(inspection)
      .map((platform) => escapeCode(platform))
      .join(' → ')})`,
    ...inspectionTables(inspection).map(tableMarkdown),
    ...(reasons.length > 0 ? [reasons.map(reasonMarkdown).join('\n')] : []),
    ...(advice.length > 0 ? [`**${adviceTitle}**`, advice.map(reasonMarkdown).join('\n')] : []),
  ]
  return `${parts.join('\n\n')}\n`
}

const headOf = ({ image, against }: Inspection): readonly string[] => [
  ...(against ? [against.name] : []),
  image.name,
]

/** Of an archive that has several, it says which was taken. */
const platformsOf = ({ image, against }: Inspection): readonly string[] => [
  ...new Set([...(against ? [against.platform] : []), image.platform]),
]

const reasonsIn = ({ findings }: InspectedImage): readonly Reason[] =>
  (['fail', 'warn', 'note'] as const).flatMap((level) => reasonsOf(findings, level))

const adviceTitle = 'What would make it smaller'

/** Its places are in its words. */
const adviceOf = ({ advice = [] }: InspectedImage): readonly Reason[] =>
  advice.map((one) => ({ ...tellAdvice(one), level: 'note' }))

const placeOf = ({ place }: Reason): string =>
  place ? ` (${place.file}${place.line === undefined ? '' : `:${place.line}`})` : ''

function reasonLines(reason: Reason, paint: Paint, columns: number): readonly string[] {
  const { title, explanation, fix, level } = reason
  const mark = { fail: paint.bad('✗'), warn: paint.open('!'), note: '-', inconclusive: '?' }[level]
  const said = printablePieces(explanation)
  return [
    ...wrap(`  ${mark} ${printablePieces(title)}${printable(placeOf(reason))}`, columns, '    '),
    ...(said === '' ? [] : wrap(`    ${said}`, columns, '    ')),
    ...(fix ? wrap(`    ${fixLead(reason)} ${printablePieces(fix)}`, columns, '    ').map(paint.quiet) : []),
  ]
}

function reasonMarkdown(reason: Reason): string {
  const { title, explanation, fix, level } = reason
  const where = reason.place ? ` (${escapeCode(placeOf(reason).slice(2, -1))})` : ''
  const said = escapePieces(explanation)
  const isGrave = level === 'fail' || level === 'warn'
  return [
    `- ${isGrave ? `**${escapePieces(title)}**` : escapePieces(title)}${where}`,
    ...(said === '' ? [] : [`  ${said}`]),
    ...(fix ? [`  ${fixLead(reason)} ${escapePieces(fix)}`] : []),
  ].join('<br>\n')
}
