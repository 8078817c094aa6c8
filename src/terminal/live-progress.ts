import type { OnProgress, Progress } from '../core/domain/progress.js'

export interface LiveTerminal {
  /** Safe lines for an event. */
  readonly format: (progress: Progress) => readonly string[]
  readonly write: (text: string) => void
  readonly columns: () => number
  readonly rows: () => number
}

const clockMs = 1000

type Phase = Extract<Progress, { tell: 'phase' }>['phase']

/** What is timed to the millisecond there shares its processor with whatever is drawn, so no clock goes there. */
const quiet: ReadonlySet<Phase> = new Set(['measure', 'load'])

/**
 * What has ended scrolls up as plain lines; what is under way stays below it and is drawn again in place, when that changes
 * and for a clock of whole seconds.
 */
export function liveProgress(terminal: LiveTerminal): { onProgress: OnProgress; end(): void } {
  const running = new Map<string, number>()
  let drawn: readonly string[] = []
  let phase: Phase | undefined
  const hasClock = () => phase === undefined || !quiet.has(phase)

  const clear = () => {
    // A terminal that was made narrower since has broken the lines: they take more rows than they were.
    const width = Math.max(1, terminal.columns())
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil([...line].length / width)), 0)
    if (rows > 0) terminal.write(`\u001b[${rows}A\u001b[J`)
    drawn = []
  }
  const draw = () => {
    const lines = [...running].map(([step, begun]) => {
      const elapsed = hasClock() ? ` ${Math.round((performance.now() - begun) / 1000)} s` : ''
      return fitted('  ▸ ', step, elapsed, terminal.columns() - 1)
    })
    // What has scrolled out of the screen cannot be drawn again, so there is never more than a screen of it.
    const room = Math.max(1, terminal.rows() - 2)
    const unsaid = lines.length - room + 1
    drawn = lines.length <= room ? lines : [...lines.slice(0, room - 1), `  … and ${unsaid} more`]
    if (drawn.length > 0) terminal.write(`${drawn.join('\n')}\n`)
  }
  const timer = setInterval(() => {
    if (running.size === 0 || !hasClock()) return
    clear()
    draw()
  }, clockMs)
  // The run decides when the process ends, not its picture.
  timer.unref()

  return {
    onProgress(progress: Progress) {
      if (progress.tell === 'phase') phase = progress.phase
      if (progress.tell === 'step-started') running.set(progress.step, performance.now())
      if (progress.tell === 'step-ended') running.delete(progress.step)
      clear()
      for (const line of terminal.format(progress)) terminal.write(`${line}\n`)
      draw()
    },
    end() {
      clearInterval(timer)
      clear()
    },
  }
}

/** The middle gives way, so that the seconds are seen however narrow the terminal is. */
function fitted(before: string, middle: string, after: string, columns: number): string {
  const room = columns - before.length - after.length
  if (middle.length <= room) return `${before}${middle}${after}`
  return `${before}${middle.slice(0, Math.max(0, room - 1))}…${after}`.slice(0, Math.max(1, columns))
}
