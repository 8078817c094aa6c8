import type { Place } from './variant.js'

export type FailureReason =
  | 'build-error'
  | 'image-missing'
  | 'registry-unreachable'
  | 'archive-unreadable'
  | 'image-unreadable'
  | 'start-refused'
  | 'port-taken'
  | 'exited'
  | 'killed-by-memory-limit'
  | 'never-ready'
  | 'unhealthy'
  | 'expectation'
  | 'timeout'
  | 'cancelled'
  | 'engine-lost'
  | 'disk-full'
  | 'not-run'
  | 'time-limit'
  | 'other-images'
  | 'shard-lost'

/** An expected failure, as data: what a reader needs to act on, no prose around it. */
export interface Failure {
  readonly reason: FailureReason
  /** One line, from the tool or the program that said it. Foreign text: escape where rendered. */
  readonly message: string
  readonly place?: Place
  readonly exitCode?: number
  /** Last lines of the log or output. Foreign text. */
  readonly tail?: readonly string[]
}

/** Failures of the machine, not of the service: they never count against a variant. */
export const isEnvironmental = (failure: Failure): boolean => environmental.has(failure.reason)

const environmental: ReadonlySet<FailureReason> = new Set([
  'registry-unreachable',
  'port-taken',
  'engine-lost',
  'disk-full',
  'cancelled',
  'shard-lost',
  'time-limit',
  'other-images',
])
