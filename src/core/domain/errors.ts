import type { Failure } from './failure.js'

/** The user asked for something that cannot be done as asked: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The machine is not fit for the run: exit code 3. The advice says what to try. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
  constructor(
    message: string,
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** An expected failure on its way through a stream, to where it becomes data. */
export class StreamFailure extends Error {
  override readonly name = 'StreamFailure'
  constructor(readonly failure: Failure) {
    super(failure.message)
  }
}

/** What ends the work although nobody cancelled it: the reason of a signal. */
export class TimeLimitReached extends Error {
  override readonly name = 'TimeLimitReached'
  constructor(minutes: number) {
    super(
      `it ended itself shortly before its ${minutes === 1 ? 'minute was' : `${minutes} minutes were`} over`,
    )
  }
}
