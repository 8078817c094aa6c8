// Runs a command to its end, and notes its time and the most memory it held at once.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

const LOOK_EVERY_MS = 10

/** The kernel's own high-water mark, as long as the process is there. */
const peakBytes = (pid) => {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? 0 : Number(kilobytes) * 1024
  } catch {
    return 0
  }
}

/** Standard output is kept only where it is asked for: reading it costs this process the core that the command runs on. */
export const measured = (command, args, { env, signal, keep = false, cwd, user = {} }) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const begun = performance.now()
    const child = spawn(command, args, {
      env,
      cwd,
      signal,
      ...user,
      stdio: ['ignore', keep ? 'pipe' : 'ignore', 'pipe'],
    })
    let peak = 0
    let stdout = ''
    let stderr = ''
    const watch = setInterval(() => {
      peak = Math.max(peak, peakBytes(child.pid))
    }, LOOK_EVERY_MS)
    child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
    child.on('error', (error) => {
      clearInterval(watch)
      reject(error)
    })
    child.on('close', (code) => {
      const ms = performance.now() - begun
      clearInterval(watch)
      if (code === 0) return resolve({ ms, peakBytes: peak, stdout })
      reject(
        new Error(`${command} ${args.join(' ')} failed with ${code}: ${stderr.trim().split('\n').at(-1)}`),
      )
    })
  })
