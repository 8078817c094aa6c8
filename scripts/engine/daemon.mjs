import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { isRoot } from './run.mjs'

/** Starts a daemon that outlives this process, with its own session and its output in a log file. */
export const startDetached = (command, args, { log, env }) => {
  const output = openSync(log, 'w')
  const [file, argv] = isRoot() ? [command, args] : ['sudo', ['-n', command, ...args]]
  const child = spawn(file, argv, {
    cwd: '/',
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  let gone = false
  child.on('exit', () => (gone = true))
  child.on('error', () => (gone = true))
  child.unref()
  return { pid: child.pid, isGone: () => gone }
}

export const logTail = (path, lines = 12) => {
  try {
    return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } catch {
    return '(no log)'
  }
}
