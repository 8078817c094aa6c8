import type { Failure } from './failure.js'

/** What a run tells while it works. Whoever shows it escapes foreign text. */
export type Progress =
  | { readonly tell: 'phase'; readonly phase: Phase; readonly steps: number }
  | { readonly tell: 'step-started'; readonly step: string }
  | {
      readonly tell: 'step-ended'
      readonly step: string
      readonly durationMs: number
      readonly note?: string
      readonly failure?: Failure
    }
  /** A whole log that belongs together, told once the step has ended so that parallel steps do not mix. */
  | {
      readonly tell: 'log'
      readonly title: string
      readonly lines: readonly string[]
      readonly failed: boolean
    }
  | { readonly tell: 'note'; readonly text: string }

type Phase = 'build' | 'time-builds' | 'measure' | 'smoke' | 'load' | 'capacity' | 'clean'

export type OnProgress = (progress: Progress) => void
