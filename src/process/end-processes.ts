import { setTimeout as pause } from 'node:timers/promises'
import type { ListedProcess } from './process-table.js'

const lookEveryMs = 20
const killedWithinMs = 5000
export const longestLookMs = 100

/**
 * Asks every process to end, then ends those that do not, and looks again until nobody is left: a process may fork while
 * the others die. What is still there in the end may not be signalled, or hangs in the kernel.
 */
export async function endProcesses(
  find: () => Promise<readonly ListedProcess[]>,
  graceMs: number,
): Promise<readonly ListedProcess[]> {
  let left = await find()
  signalAll(left, 'SIGTERM')
  left = await waitUntilGone(find, graceMs)
  const patience = performance.now() + killedWithinMs
  while (left.length > 0 && performance.now() < patience) {
    signalAll(left, 'SIGKILL')
    left = await waitUntilGone(find, lookEveryMs)
  }
  return left
}

/** The looks grow rarer: each goes through every process of the machine. */
export async function waitUntilGone(
  find: () => Promise<readonly ListedProcess[]>,
  forMs: number,
  signal?: AbortSignal,
): Promise<readonly ListedProcess[]> {
  const begun = performance.now()
  for (;;) {
    const left = await find()
    const waitedMs = performance.now() - begun
    if (left.length === 0 || waitedMs >= forMs || signal?.aborted) return left
    await pause(Math.min(Math.max(waitedMs / 10, 5), longestLookMs, forMs - waitedMs + 1))
  }
}

export function signalAll(processes: readonly ListedProcess[], signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, signal)
    } catch {
      // Gone, or not ours to end: the next look tells which.
    }
  }
}
