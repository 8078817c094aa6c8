import { setTimeout as pause } from 'node:timers/promises'

const graceMs = 2000
const lookEveryMs = 20

/** Asks every process of a group to end, and ends those that do not. */
export async function endGroup(group: number): Promise<void> {
  if (!signalGroup(group, 'SIGTERM')) return
  for (let waitedMs = 0; waitedMs < graceMs; waitedMs += lookEveryMs) {
    await pause(lookEveryMs)
    if (!signalGroup(group, 0)) return
  }
  signalGroup(group, 'SIGKILL')
}

/** False where the group has nobody left. */
function signalGroup(group: number, signal: 'SIGTERM' | 'SIGKILL' | 0): boolean {
  try {
    process.kill(-group, signal)
    return true
  } catch (error) {
    // Whoever may not be signalled is there all the same (a command may have changed its user).
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
