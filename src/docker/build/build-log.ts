import type { BuildLog, JournalStep } from './build-journal.js'
import { isImageLookup } from './build-steps.js'

/** Tells a build in lines that a person reads: each step once, its output below it, the builder's own work left out. */
export function makeBuildLog(onLine: (line: string) => void): BuildLog {
  let current: JournalStep | undefined
  const told = new Set<string>()
  const ended = new Set<string>()

  // Steps run side by side, so output may come back to one that was left.
  const turnTo = (step: JournalStep) => {
    if (current === step) return
    onLine(told.has(step.id) ? `${step.name} (continued)` : step.name)
    told.add(step.id)
    current = step
  }

  const tellEnd = (step: JournalStep, how: string) => {
    if (ended.has(step.id)) return
    ended.add(step.id)
    onLine(current === step ? `  ${how}` : `${step.name}: ${how}`)
    told.add(step.id)
  }

  return {
    step(step, state, durationMs) {
      if (state === 'failed') return tellEnd(step, `failed: ${step.error}`)
      if (step.name.startsWith('[internal] ')) return
      if (state === 'started') {
        // BuildKit starts a step twice where it looks into its cache first.
        if (!told.has(step.id)) turnTo(step)
      } else if (!isImageLookup(step.name))
        tellEnd(step, state === 'cached' ? 'cached' : `done${inSeconds(durationMs)}`)
    },
    output(step, line) {
      turnTo(step)
      onLine(`  ${line}`)
    },
    said: onLine,
  }
}

const inSeconds = (durationMs: number | undefined): string =>
  durationMs === undefined ? '' : ` in ${(durationMs / 1000).toFixed(1)} s`
