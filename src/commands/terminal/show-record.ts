import type { RunRecord } from '../../core/domain/record.js'
import { renderSummary } from '../../core/report/render-summary.js'
import { renderTerminal } from '../../core/report/render-terminal.js'
import { makeReport } from '../../core/report/report.js'
import type { Show } from '../line/options.js'
import { recordText } from '../record-text.js'
import { terminalOptions } from './abilities.js'

/** A run, as the reader at the terminal asked for it. */
export function showRecord(record: RunRecord, how: Show): string {
  if (how === 'json') return recordText(record)
  if (how === 'markdown') return renderSummary(makeReport(record))
  return renderTerminal(makeReport(record), terminalOptions())
}
