import type { Failure } from './failure.js'
import type { FirstProcess } from './instance.js'
import type { VariantRef } from './variant.js'

/** One start of one instance. Milliseconds since the engine was asked to create it. */
export interface StartFact {
  readonly ref: VariantRef
  readonly purpose: 'timed' | 'smoke' | 'load'
  readonly pair?: number
  readonly warmUp?: boolean
  readonly suite?: string
  /** It was asked to start in the same moment. */
  readonly createdMs?: number
  /** By the engine's clock, or by the first sign of life where that came earlier. Absent where the witnesses do not agree. */
  readonly processStartedMs?: number
  /** The engine answered that it started. */
  readonly startedMs?: number
  readonly portOpenMs?: number
  /** The last look that found it not ready. Absent where the first look found it ready, and where nobody needs to look. */
  readonly notReadyMs?: number
  readonly readyMs?: number
  /** How often the condition that held last was looked at. Absent where it told by itself. */
  readonly looks?: number
  readonly witness?: WitnessFact
  /** Whether files that the start reads may come from memory. */
  readonly pageCache?: 'warm' | 'cold'
  /** Why it is warm although the config asks for cold. */
  readonly warmBecause?: string
  /** How the probes reached it. */
  readonly via?: 'bridge' | 'published' | 'host'
  /** A trivial command in the running instance, from asking to its exit code. */
  readonly execMs?: number
  /** Why there is no such time. Said once for a variant, which is then not asked again. */
  readonly execFailure?: Failure
  readonly stop?: StopFact
  /** Removing it once it had ended. */
  readonly removeMs?: number
  readonly failure?: Failure
}

/** What the engine's own stamps and events say of a start, in milliseconds since it was asked, held against what we saw. */
export interface WitnessFact {
  readonly createEventMs?: number
  readonly startEventMs?: number
  /** Why the engine's stamps are not used: another machine's clock, a clock that was set meanwhile, an impossible order. */
  readonly refused?: 'engine-elsewhere' | 'clock-set' | 'out-of-order'
  /** By how much the order is impossible. */
  readonly contradictionMs?: number
}

/** How an instance ended that was asked to. */
export interface StopFact {
  /** What it was sent: SIGTERM, or what the image names instead. */
  readonly sent: string
  readonly timeoutMs: number
  /** How long it was waited for: less where process 1 was seen to have no handler for the signal. */
  readonly waitedMs: number
  /** From asking to its exit. Absent where only force ended it. */
  readonly tookMs?: number
  /** What that time ends with: the exit itself, or the engine's word of it, which comes after it has torn down the rest. */
  readonly until?: 'exit' | 'engine-answer'
  readonly exitCode?: number
  /** Process 1 as it stood there when the time was up, where it could be looked at. */
  readonly firstProcess?: FirstProcess
}
