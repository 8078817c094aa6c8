import { runTimed } from '../timed-command.mjs'

const MOST_MS = 180_000

/** Wall time, as `date` tells it, on this process's own clock. */
export const wallHere = (ms) => ms - performance.timeOrigin

/** Runs one of the tools in a group of its own, so that a cancel ends whatever it started. */
export const runTool = (command, args, { stand, folder, env = {} }) =>
  runTimed(command, args, {
    cwd: folder,
    env: { ...stand.env, ...env },
    signal: stand.signal,
    timeoutMs: MOST_MS,
  })
