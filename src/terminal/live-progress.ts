import type { OnProgress, Progress } from '../core/domain/progress.js'

export interface LiveTerminal {
  /** Safe lines for an event. */
  readonly format: (progress: Progress) => readonly string[]
  readonly write: (text: string) => void
  readonly columns: () => number
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const redrawMs = 120

/** What has ended scrolls up as plain lines; what is under way stays below it and is drawn again in place. */
export function liveProgress(terminal: LiveTerminal): { onProgress: OnProgress; end(): void } {
  const running = new Map<string, number>()
  let drawn = 0
  let frame = 0

  const clear = () => {
    if (drawn > 0) terminal.write(`\u001b[${drawn}A\u001b[J`)
    drawn = 0
  }
  const draw = () => {
    const lines = [...running].map(([step, begun]) => {
      const text = `  ${frames[frame % frames.length]} ${step} ${Math.floor((performance.now() - begun) / 1000)} s`
      return text.slice(0, Math.max(20, terminal.columns() - 1))
    })
    if (lines.length > 0) terminal.write(`${lines.join('\n')}\n`)
    drawn = lines.length
  }
  const timer = setInterval(() => {
    frame++
    clear()
    draw()
  }, redrawMs)
  // The run decides when the process ends, not its picture.
  timer.unref()

  return {
    onProgress(progress: Progress) {
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
