import { printable, printablePieces } from './escape-terminal.js'
import { fixLead } from './model/fix-once.js'
import type { Reason } from './model/reasons.js'
import { isMany, type Report, type ServiceReport } from './report.js'
import { checkLines } from './terminal/checks.js'
import { adviceLines, insideLines } from './terminal/inside.js'
import { baseLines, metricLines } from './terminal/metrics.js'
import { overviewLines } from './terminal/overview.js'
import { type Paint, painter, toneOf } from './terminal/paint.js'
import { scopeLines, shardLines } from './terminal/shards.js'
import { wrap } from './terminal/wrap.js'

export interface TerminalOptions {
  readonly color: boolean
  /** Columns. */
  readonly width: number
}

/**
 * For somebody at a terminal: the verdict with its reasons, then what changed, and the verdict again where the eye is
 * when a run ends.
 */
export function renderTerminal(report: Report, { color, width }: TerminalOptions): string {
  const paint = painter(color)
  const columns = Math.max(40, width)
  const { verdict } = report
  const shown = paint[toneOf[verdict]](`container-migrate: ${verdict}`)
  const lines = [
    ...wrap(`${shown}. ${printable(report.headline)}`, columns),
    '',
    ...reasonLines('Why it fails', report.failing, paint, columns),
    ...reasonLines(verdict === 'fail' ? 'Also open' : 'Why it is inconclusive', report.open, paint, columns),
    ...reasonLines('Warnings', report.warnings, paint, columns),
    ...overviewLines(report, paint),
    ...scopeLines(report, columns),
    ...shardLines(report, paint, columns),
    ...toldServices(report).flatMap((service) => serviceLines(service, paint, columns)),
    ...noteLines(report, columns),
    shown,
  ]
  return `${lines.join('\n')}\n`
}

/** Of many services nobody reads on about those that pass. */
const toldServices = ({ services }: Report): readonly ServiceReport[] =>
  isMany(services) ? services.filter(({ verdict }) => verdict !== 'pass') : services

function serviceLines(service: ServiceReport, paint: Paint, columns: number): readonly string[] {
  const title = `${printable(service.service)}: baseline → candidate`
  return [
    paint.strong(title),
    '',
    ...metricLines(service, paint, columns),
    ...baseLines(service, paint, columns),
    ...insideLines(service, paint, columns),
    ...adviceLines(service, paint, columns),
    '',
    ...checkLines(service, paint, columns),
  ]
}

function reasonLines(
  title: string,
  reasons: readonly Reason[],
  paint: Paint,
  columns: number,
): readonly string[] {
  if (reasons.length === 0) return []
  return [paint.strong(title), ...reasons.flatMap((reason) => oneReason(reason, paint, columns)), '']
}

const indent = '    '

function oneReason(reason: Reason, paint: Paint, columns: number): readonly string[] {
  const { title, explanation, fix, place } = reason
  const where = place ? ` (${place.file}${place.line === undefined ? '' : `:${place.line}`})` : ''
  const said = printablePieces(explanation)
  return [
    ...wrap(`  - ${printablePieces(title)}${printable(where)}`, columns, indent),
    ...(said === '' ? [] : wrap(`${indent}${said}`, columns, indent)),
    ...(fix
      ? wrap(`${indent}${fixLead(reason)} ${printablePieces(fix)}`, columns, indent).map(paint.quiet)
      : []),
  ]
}

function noteLines({ notes, assumptions }: Report, columns: number): readonly string[] {
  const all = [...notes.map(printablePieces), ...assumptions.map((one) => `Assumed: ${printable(one)}`)]
  if (all.length === 0) return []
  return [...all.flatMap((note) => wrap(`  - ${note}`, columns, indent)), '']
}
