import type { Failure } from '../core/domain/failure.js'

/** Carries an expected failure from where it is met to where it becomes data. */
export class ArchiveError extends Error {
  readonly failure: Failure
  /** The message without its beginning, for a message that has one of its own. */
  readonly why: string

  constructor(failure: Failure, why: string) {
    super(failure.message)
    this.name = 'ArchiveError'
    this.failure = failure
    this.why = why
  }
}

/** The bytes are wrong. */
export const unreadableArchive = (why: string): ArchiveError =>
  new ArchiveError({ reason: 'archive-unreadable', message: `the image archive cannot be read: ${why}` }, why)

/** The bytes are right, but the image asked for is not in them or not readable here. */
export const unreadableImage = (why: string): ArchiveError =>
  new ArchiveError({ reason: 'image-unreadable', message: `the image cannot be read: ${why}` }, why)

export const cancelledReading = (): ArchiveError =>
  new ArchiveError({ reason: 'cancelled', message: 'reading the image was cancelled' }, 'cancelled')
