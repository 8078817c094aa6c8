import { boundedLines, type LineSink } from './bounded-lines.js'

/** What a builder tells while it works; each reader of a builder's progress makes these. */
export type BuildEvent =
  | { readonly tells: 'step'; readonly id: string; readonly name: string }
  | { readonly tells: 'started'; readonly id: string }
  | { readonly tells: 'cached'; readonly id: string }
  | { readonly tells: 'done'; readonly id: string; readonly durationMs?: number }
  | { readonly tells: 'failed'; readonly id: string; readonly message: string }
  /** Output of a step, as it came: any piece of text. */
  | { readonly tells: 'output'; readonly id: string; readonly text: string }
  /** How much one transfer has sent so far, and in how long. */
  | {
      readonly tells: 'sent'
      readonly id: string
      readonly transfer: string
      readonly bytes: number
      readonly durationMs?: number
    }
  /** An image that a step has made or found. */
  | { readonly tells: 'image'; readonly imageId: string }
  /** A line of the tool itself, about no step. */
  | { readonly tells: 'said'; readonly line: string }

/** Turns the lines of a builder's output into events. */
export interface ProgressReader {
  push(line: string): void
  end(): void
}

export interface JournalStep {
  readonly id: string
  readonly name: string
  readonly cached: boolean
  readonly error?: string
  /** Last lines of its own output. */
  readonly tail: readonly string[]
}

export interface BuildJournal {
  record(event: BuildEvent): void
  /** Hands on what steps wrote last without ending the line. */
  end(): void
  steps(): readonly JournalStep[]
  sentBytes(isCounted: (stepName: string) => boolean): number
  /** The longest of them, for they travel side by side; absent where nobody said. */
  sentMs(isCounted: (stepName: string) => boolean): number | undefined
  /** Of the engine's own builder, which keeps an image of every step. */
  images(): readonly string[]
  said(): readonly string[]
}

export interface BuildLog {
  step(step: JournalStep, state: 'started' | 'cached' | 'failed' | 'done', durationMs?: number): void
  output(step: JournalStep, line: string): void
  said(line: string): void
}

interface OpenStep {
  id: string
  name: string
  cached: boolean
  error?: string
  tail: string[]
  lines: LineSink
  sent: Map<string, { readonly bytes: number; readonly durationMs?: number }>
}

const tailLines = 20
const saidLines = 200
const lineChars = 2_000
/** The tool's last word quotes the failing command whole, and its end says how that ended. */
const saidChars = 64 * 1024

/** Keeps of a build what facts and failures need, which is little, however much the build prints. */
export function openJournal(log: BuildLog, clean: (line: string) => string): BuildJournal {
  const steps = new Map<string, OpenStep>()
  const said: string[] = []
  const images = new Set<string>()

  function open(id: string, name: string): OpenStep {
    const lines = boundedLines(lineChars, (raw) => {
      const line = clean(raw)
      // It held terminal codes and nothing else.
      if (line === '' && raw !== '') return
      step.tail.push(line)
      if (step.tail.length > tailLines) step.tail.shift()
      log.output(step, line)
    })
    const step: OpenStep = { id, name: clean(name), cached: false, tail: [], lines, sent: new Map() }
    steps.set(id, step)
    return step
  }

  function record(event: BuildEvent): void {
    if (event.tells === 'said') {
      const line = clean(event.line.slice(0, saidChars))
      said.push(line)
      if (said.length > saidLines) said.shift()
      log.said(line)
      return
    }
    if (event.tells === 'image') {
      images.add(event.imageId)
      return
    }
    const step = steps.get(event.id) ?? open(event.id, event.tells === 'step' ? event.name : event.id)
    if (event.tells === 'output') step.lines.push(event.text)
    if (event.tells === 'sent') step.sent.set(event.transfer, event)
    if (event.tells === 'started') log.step(step, 'started')
    if (event.tells === 'cached' && !step.cached) {
      step.cached = true
      log.step(step, 'cached')
    }
    if (event.tells === 'done' || event.tells === 'failed') step.lines.end()
    if (event.tells === 'done') log.step(step, 'done', event.durationMs)
    if (event.tells === 'failed') {
      step.error = clean(event.message)
      log.step(step, 'failed')
    }
  }

  const transfersOf = (isCounted: (stepName: string) => boolean) =>
    [...steps.values()].filter(({ name }) => isCounted(name)).flatMap(({ sent }) => [...sent.values()])

  return {
    record,
    end: () => {
      for (const step of steps.values()) step.lines.end()
    },
    steps: () => [...steps.values()],
    sentBytes: (isCounted) => transfersOf(isCounted).reduce((sum, { bytes }) => sum + bytes, 0),
    sentMs: (isCounted) => {
      const durations = transfersOf(isCounted).flatMap(({ durationMs }) => durationMs ?? [])
      return durations.length === 0 ? undefined : Math.max(...durations)
    },
    images: () => [...images],
    said: () => said,
  }
}
