import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { killTree } from './process-tree.js'

export interface ProcessWish {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly onLine: (line: string) => void
  readonly patience: Patience
}

/** How long a cancelled process is waited for: the runner's own times, or shorter ones for a test. */
export interface Patience {
  readonly interruptMs: number
  readonly terminateMs: number
  /** How long what was printed is waited for once the process has ended. */
  readonly drainMs: number
}

export const runnersPatience: Patience = { interruptMs: 7500, terminateMs: 2500, drainMs: 5000 }

export interface RunningProcess {
  /** Null where a signal ended it. */
  readonly ended: Promise<number | null>
  /** Interrupts, then terminates, then kills. */
  cancel(): void
  kill(): void
}

export function startProcess({ command, args, cwd, env, onLine, patience }: ProcessWish): RunningProcess {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const timers: NodeJS.Timeout[] = []
  const later = (act: () => void, ms: number) => timers.push(setTimeout(act, ms))
  const kill = () => {
    if (child.pid !== undefined) killTree(child.pid)
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    const drained = Promise.all([readLines(child.stdout, onLine), readLines(child.stderr, onLine)])
    child.once('error', reject)
    child.once('exit', (code) => {
      for (const timer of timers) clearTimeout(timer)
      // What it left running may hold its output open for ever.
      const givenUp = setTimeout(() => resolve(code), patience.drainMs)
      drained.then(() => {
        clearTimeout(givenUp)
        resolve(code)
      }, reject)
    })
  })
  const cancel = () => {
    child.kill('SIGINT')
    later(() => child.kill('SIGTERM'), patience.interruptMs)
    later(kill, patience.interruptMs + patience.terminateMs)
  }
  return { ended, cancel, kill }
}

function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line.replace(/\r$/, ''))
  })
  return new Promise((resolve) => {
    stream.once('close', () => {
      if (rest !== '') onLine(rest)
      resolve()
    })
  })
}
