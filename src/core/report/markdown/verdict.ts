import type { Place } from '../../domain/variant.js'
import type { Text } from '../../findings/text.js'
import { escapeCode, escapePieces, escapeText } from '../escape-markdown.js'
import { fixLead } from '../model/fix-once.js'
import type { Reason } from '../model/reasons.js'
import type { Report } from '../report.js'
import { badge } from './overview.js'
import type { Section } from './section.js'

export function headSection({ verdict, headline }: Report): Section {
  return {
    name: 'the verdict',
    markdown: `## ${badge[verdict]} container-migrate: ${verdict}\n\n${escapeText(headline)}`,
  }
}

/** What decided the verdict, and what else asks for attention, within so many characters. */
export function reasonSections(report: Report, most: number): readonly Section[] {
  const { failing, open, warnings, verdict } = report
  return [
    listReasons(verdict === 'fail' ? 'Why it fails' : 'Failures', failing, most),
    listReasons(verdict === 'fail' ? 'Also open' : 'Why it is inconclusive', open, most),
    listReasons('Warnings', warnings, most / 4),
  ].flatMap((section) => section ?? [])
}

function listReasons(title: string, reasons: readonly Reason[], most: number): Section | undefined {
  if (reasons.length === 0) return undefined
  const items: string[] = []
  let size = 0
  for (const reason of reasons) {
    const item = listItem(reason)
    size += item.length
    if (items.length > 0 && size > most) break
    items.push(item)
  }
  const unsaid = reasons.length - items.length
  if (unsaid > 0) items.push(`- … and ${unsaid} more.`)
  return { name: title.toLowerCase(), markdown: `**${title}**\n\n${items.join('\n')}` }
}

function listItem(reason: Reason): string {
  const { title, explanation, fix, place } = reason
  const lines = [
    [`- **${escapePieces(title)}.**`, escapePieces(explanation), place ? `(${where(place)})` : '']
      .filter((part) => part !== '')
      .join(' '),
    ...(fix ? [`  <br>${fixLead(reason)} ${escapePieces(fix)}`] : []),
  ]
  return lines.join('\n')
}

const where = ({ file, line }: Place): string => escapeCode(line === undefined ? file : `${file}:${line}`)

export function noteSection(notes: readonly Text[]): readonly Section[] {
  if (notes.length === 0) return []
  return [{ name: 'notes', markdown: notes.map((note) => `- ${escapePieces(note)}`).join('\n') }]
}
