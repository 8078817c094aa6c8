import type { Failure } from '../../core/domain/failure.js'
import type { Exit, Instance } from '../../core/domain/instance.js'
import { readLogTail } from './log-tail.js'

/** An instance that ended although somebody still needed it; `when` completes the sentence: `before it was ready`. */
export async function exitFailure(instance: Instance, exit: Exit, when: string): Promise<Failure> {
  if (exit.engineLost) return { reason: 'engine-lost', message: `the engine went away ${when}` }
  const { exitCode } = exit
  const tail = await readLogTail(instance)
  return exit.outOfMemory
    ? {
        reason: 'killed-by-memory-limit',
        message: `killed at its memory limit ${when} (exit code ${exitCode})`,
        exitCode,
        tail,
      }
    : { reason: 'exited', message: `exited with code ${exitCode} ${when}`, exitCode, tail }
}
