import type { Progress } from '../domain/progress.js'
import { printable } from './escape-terminal.js'

const phaseTitle = {
  build: 'preparing variants',
  'time-builds': 'timing builds',
  measure: 'measuring starts',
  smoke: 'running smoke suites',
  load: 'measuring latency under load',
  capacity: 'finding how many copies this machine carries',
  clean: 'removing what this run created',
} as const

/** How many lines of a failed log are worth a screen. */
const shownLogLines = 30

export function progressLines(progress: Progress): string[] {
  switch (progress.tell) {
    case 'phase':
      return progress.steps === 0 ? [] : [`${phaseTitle[progress.phase]}${count(progress)}`]
    case 'step-started':
      return []
    case 'step-ended': {
      const { step, durationMs, note, failure } = progress
      const what = failure === undefined ? note : `${failure.reason}: ${failure.message}`
      return [
        `  ${failure === undefined ? '·' : '✗'} ${step} ${seconds(durationMs)}${what ? `  ${printable(what)}` : ''}`,
      ]
    }
    case 'log': {
      if (!progress.failed) return []
      const lines = progress.lines.slice(-shownLogLines).map((line) => `    | ${printable(line)}`)
      return [`  ${progress.title}, last ${lines.length} lines:`, ...lines]
    }
    case 'note':
      return [`  ${printable(progress.text)}`]
  }
}

const count = ({ phase, steps }: { readonly phase: string; readonly steps: number }): string =>
  phase === 'clean'
    ? ''
    : phase === 'measure' || phase === 'time-builds'
      ? ` (up to ${steps})`
      : ` (${steps})`

const seconds = (ms: number): string =>
  ms >= 10_000 ? `${(ms / 1000).toFixed(0)} s` : `${(ms / 1000).toFixed(2)} s`
