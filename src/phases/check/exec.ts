import type { ExecCheck } from '../../core/domain/check.js'
import { lastLines } from '../../core/smoke/last-lines.js'
import { spokenDuration } from '../../probe/deadline.js'
import { commandFailure } from './command-failure.js'
import type { CheckContext, CheckResult } from './context.js'

/** Inside the instance. */
export async function checkExec(check: ExecCheck, { instance, signal }: CheckContext): Promise<CheckResult> {
  const { command, timeoutMs } = check
  const { exitCode, timedOut, output } = await instance.exec(command, { timeoutMs, signal })
  if (timedOut) {
    const message = `waited ${spokenDuration(timeoutMs)} for the end of: ${command.join(' ')}`
    return { failure: { reason: 'timeout', message, tail: lastLines(output) } }
  }
  return exitCode === 0 ? { output: lastLines(output) } : { failure: commandFailure(exitCode, output) }
}
