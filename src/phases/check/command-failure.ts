import type { Failure } from '../../core/domain/failure.js'
import { shorten } from '../../core/smoke/in-short.js'
import { lastLines } from '../../core/smoke/last-lines.js'

/** A command that ended with anything but 0: its last words are the best guess at why. */
export function commandFailure(exitCode: number | undefined, output: string): Failure {
  const tail = lastLines(output)
  const said = tail.at(-1)?.trim()
  const how = exitCode === undefined ? 'ended without an exit code' : `exited with code ${exitCode}`
  return {
    reason: 'expectation',
    message: said ? `${how}: ${shorten(said, 200)}` : how,
    ...(exitCode === undefined ? {} : { exitCode }),
    tail,
  }
}
