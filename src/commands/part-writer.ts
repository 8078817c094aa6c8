import type { Facts } from '../core/domain/facts.js'
import type { Failure } from '../core/domain/failure.js'
import type { Part, PartialRecord } from '../core/domain/part.js'
import type { OnProgress } from '../core/domain/progress.js'
import type { Reached } from '../phases/run-plan.js'
import { version } from './version.js'

/** How far a shard has come; what follows is absent at the end. */
export interface SoFar extends Pick<Part, 'done' | 'images'>, Pick<Reached, 'next'> {
  readonly facts: Facts
}

/** A part as it grows. What lies in the file at any moment is true if nobody comes to replace it. */
export interface PartWriter {
  /** Before anything is done: a place that takes no record is found out now and not after the work. */
  begin(): Promise<void>
  /** Between two phases. A disk that is full now may have room later, so this ends nothing. */
  keep(sofar: SoFar): Promise<void>
  /** How far it is known to have come. */
  reached(): SoFar
  make(sofar: SoFar, interrupted?: Failure): PartialRecord
  /** Whether it could be written; if not, that is told. */
  tryToWrite(part: PartialRecord): Promise<boolean>
}

export interface PartWriterOptions {
  readonly runId: string
  readonly subject: PartialRecord['subject']
  readonly part: Omit<Part, 'done' | 'images'>
  readonly onProgress: OnProgress
  readonly onPart: (part: PartialRecord) => Promise<void>
}

export function openPartWriter({ runId, subject, part, onProgress, onPart }: PartWriterOptions): PartWriter {
  const startedAt = new Date()
  const begun = performance.now()
  let known = nothingOf(part)
  const writer: PartWriter = {
    begin: () => onPart(writer.make(known, cutOffBefore(known.next))),
    async keep(sofar) {
      known = sofar
      await writer.tryToWrite(writer.make(sofar, cutOffBefore(sofar.next)))
    },
    reached: () => known,
    make: ({ facts, done, images }, interrupted) => ({
      recordVersion: 1,
      tool: { name: 'container-migrate', version },
      run: {
        id: runId,
        startedAt: startedAt.toISOString(),
        durationMs: Math.round(performance.now() - begun),
      },
      subject,
      part: { ...part, ...(done && { done }), ...(images && { images }) },
      facts: { ...facts, ...(interrupted && { interrupted }) },
    }),
    async tryToWrite(whole) {
      try {
        await onPart(whole)
        return true
      } catch (error) {
        onProgress({ tell: 'note', text: error instanceof Error ? error.message : String(error) })
        return false
      }
    },
  }
  return writer
}

/** Whoever only prepares has no units to be done with. */
const nothingOf = ({ stage }: Pick<Part, 'stage'>): SoFar => ({
  facts: { prepared: [], measurements: [], starts: [], cells: [] },
  ...(stage === 'measure' ? { done: [] } : { images: [] }),
  next: 'build',
})

const cutOffBefore = (next: Reached['next']): Failure => ({
  reason: 'shard-lost',
  message: `it ended without a word while it was ${doing[next ?? 'clean']}`,
})

const doing: Record<NonNullable<Reached['next']>, string> = {
  build: 'preparing its variants',
  'time-builds': 'timing builds',
  measure: 'measuring starts',
  smoke: 'running its suites',
  load: 'measuring under load',
  capacity: 'measuring',
  clean: 'cleaning up',
}
