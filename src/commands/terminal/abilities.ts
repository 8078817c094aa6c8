import type { TerminalOptions } from '../../core/report/render-terminal.js'
import { takesColor } from '../../terminal/abilities.js'

/** What standard output can show. */
export function terminalOptions(): TerminalOptions {
  const isTerminal = process.stdout.isTTY === true
  return {
    color: isTerminal && takesColor(process.env),
    width: isTerminal ? process.stdout.columns || 100 : 100,
  }
}
