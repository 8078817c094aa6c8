import { spawn } from 'node:child_process'

/** Long enough for a side to remove what it made. */
const KILL_AFTER_MS = 20_000

/**
 * Runs a command to its end, in a process group of its own so that cancelling reaches whatever it started, and notes
 * when each line of its standard error came: `lines` holds `{ atMs, text }`.
 */
export const runTimed = (command, args, { cwd, env, signal, timeoutMs }) =>
  new Promise((resolve, reject) => {
    const begun = performance.now()
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const lines = []
    let stdout = ''
    let unfinished = ''
    let ending
    let killer
    const kill = (name) => {
      try {
        process.kill(-child.pid, name)
      } catch (error) {
        if (error.code !== 'ESRCH') throw error
      }
    }
    const end = (reason) => {
      ending ??= reason
      kill('SIGTERM')
      killer ??= setTimeout(() => kill('SIGKILL'), KILL_AFTER_MS)
    }
    const cancel = () => end('was cancelled')
    const timer = setTimeout(() => end(`did not end within ${timeoutMs / 1000} s`), timeoutMs)
    signal.addEventListener('abort', cancel, { once: true })
    const settle = () => {
      clearTimeout(timer)
      clearTimeout(killer)
      signal.removeEventListener('abort', cancel)
    }
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text) => {
      const atMs = performance.now() - begun
      const parts = (unfinished + text).split('\n')
      unfinished = parts.pop()
      lines.push(...parts.map((part) => ({ atMs, text: part })))
    })
    child.on('error', (cause) => {
      settle()
      reject(new Error(`Could not start ${command}: ${cause.message}`, { cause }))
    })
    child.on('close', (code, killedBy) => {
      const wallMs = performance.now() - begun
      settle()
      if (ending === undefined && code === 0) return resolve({ stdout, lines, wallMs })
      const how = ending ?? (killedBy ? `was ended by ${killedBy}` : `failed with exit code ${code}`)
      const said = lines.slice(-15).map(({ text }) => `\n  ${text}`)
      reject(
        new Error(`${command} ${args[0]} ${how}${said.join('')}${unfinished ? `\n  ${unfinished}` : ''}`),
      )
    })
  })

/** How long each phase took, where a phase lasts from the line that opens it to the line that opens the next. */
export const phaseTimes = ({ lines, wallMs }, phaseOf, first) => {
  const opened = lines.flatMap(({ atMs, text }) => {
    const phase = phaseOf(text)
    return phase === undefined ? [] : [{ phase, atMs }]
  })
  const marks = [{ phase: first, atMs: 0 }, ...opened]
  const times = new Map()
  marks.forEach(({ phase, atMs }, index) => {
    const until = marks[index + 1]?.atMs ?? wallMs
    times.set(phase, (times.get(phase) ?? 0) + until - atMs)
  })
  return times
}
