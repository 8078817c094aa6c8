import { readFileSync } from 'node:fs'
import { runAsRoot } from './run.mjs'

const ENDED = new Set(['Z', 'X'])

/** Whether a process runs under this id and is the program that is meant, and not one that has taken its number since. */
const isRunning = (pid, program) => {
  try {
    const [, name, state] = /^\d+ \((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
    return name === program && !ENDED.has(state)
  } catch {
    return false
  }
}

const readPid = (path) => {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10)
  } catch {
    return undefined
  }
}

/**
 * A daemon that was killed leaves its pid file. Its successor takes whatever has that number now, its own zombie
 * even, for a daemon still running, and refuses to start.
 */
export const removeStalePid = async (path, program) => {
  const pid = readPid(path)
  if (pid === undefined || isRunning(pid, program)) return
  await runAsRoot('rm', ['-f', path])
}
