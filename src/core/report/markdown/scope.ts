import { count } from '../../findings/quantity.js'
import { escapeCode, escapeText } from '../escape-markdown.js'
import type { Report } from '../report.js'
import { namesWithin } from './names.js'
import type { Section } from './section.js'
import { details } from './table.js'

/** More than these are folded away. */
const mostOpen = 8

/** Which services are not in the run: named, so that nobody takes them for passed or forgotten. */
export function scopeSections({ scope: { unchanged, note } }: Report, most: number): readonly Section[] {
  const parts = [
    ...(note === undefined ? [] : [`All services are in this run: ${escapeText(note)}`]),
    ...(unchanged ? [unchangedPart(unchanged, most)] : []),
  ]
  return parts.length === 0 ? [] : [{ name: 'which services are not in it', markdown: parts.join('\n\n') }]
}

function unchangedPart({ because, names }: NonNullable<Report['scope']['unchanged']>, most: number): string {
  const listed = namesWithin(names, escapeCode, most)
  if (names.length <= mostOpen) return `Not in this run, ${escapeText(because)}: ${listed}.`
  return details(`${count(names.length, 'service')} not in this run: ${escapeText(because)}`, `${listed}.`)
}
