import { setTimeout as pause } from 'node:timers/promises'
import type { ExecOptions, ExecOutcome } from '../core/domain/instance.js'
import { keepLog } from './log.js'
import { type Command, exitOf, startProcess } from './start-process.js'

const outputLimit = 64 * 1024
/** How long output may still arrive after the command has ended: a grandchild may hold it open for hours. */
const drainMs = 250
/** As containers answer for a program that is not there. */
const notStarted = 126

/** Runs a command beside the process, in its folder and with its environment. What does not end is killed with its session. */
export async function execBeside(command: Command, { timeoutMs, signal }: ExecOptions): Promise<ExecOutcome> {
  signal.throwIfAborted()
  const { child, failed } = startProcess(command)
  if (child.pid === undefined) {
    const { message } = await failed
    return { exitCode: notStarted, timedOut: false, output: message }
  }
  const output = keepLog([child.stdout, child.stderr], outputLimit)
  const over = new AbortController()
  const limits = { signal: AbortSignal.any([signal, over.signal]) }
  try {
    const ended = await Promise.race([
      exitOf(child),
      pause(timeoutMs, 'timeout' as const, limits).catch(() => 'cancelled' as const),
    ])
    if (ended === 'cancelled') signal.throwIfAborted()
    if (typeof ended !== 'number') return { timedOut: true, output: output.text() }
    await Promise.race([output.ended, pause(drainMs, undefined, limits).catch(() => {})])
    return { exitCode: ended, timedOut: false, output: output.text() }
  } finally {
    over.abort()
    killGroup(child.pid)
    child.stdout.destroy()
    child.stderr.destroy()
  }
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch {
    // It ended with all it started.
  }
}
