import { type ChildProcess, spawn } from 'node:child_process'
import { StringDecoder } from 'node:string_decoder'
import { boundedLines } from './bounded-lines.js'

export interface Command {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly onLine: (line: string) => void
  /** How long the command may take to end by itself once it was asked to. */
  readonly graceMs?: number
  readonly maxLineChars?: number
}

export type CommandEnd =
  | { readonly ended: 'exited'; readonly exitCode: number }
  | { readonly ended: 'killed'; readonly by: string }
  | { readonly ended: 'cancelled' }
  | { readonly ended: 'never-started'; readonly message: string }

/**
 * Runs a command in a process group of its own, so that a cancel reaches the processes it started as well. Both
 * outputs are read as lines, as they come; nothing of them is kept here.
 */
export function runCommand(request: Command): Promise<CommandEnd> {
  const { command, cwd, env, signal, onLine, graceMs = 5_000, maxLineChars = 64 * 1024 } = request
  const [program = '', ...args] = command
  if (signal.aborted) return Promise.resolve({ ended: 'cancelled' })
  return new Promise((resolve) => {
    const child = start(program, args, cwd, env)
    if (child instanceof Error) return resolve({ ended: 'never-started', message: child.message })
    for (const output of [child.stdout, child.stderr]) {
      const decoder = new StringDecoder('utf8')
      const lines = boundedLines(maxLineChars, onLine)
      output.on('data', (chunk: Buffer) => lines.push(decoder.write(chunk)))
      output.on('end', () => lines.end())
    }
    let lastResort: NodeJS.Timeout | undefined
    const cancel = () => {
      killGroup(child, 'SIGTERM')
      lastResort = setTimeout(() => killGroup(child, 'SIGKILL'), graceMs)
    }
    signal.addEventListener('abort', cancel, { once: true })
    const settle = (end: CommandEnd) => {
      clearTimeout(lastResort)
      signal.removeEventListener('abort', cancel)
      resolve(end)
    }
    child.once('error', (error) => settle({ ended: 'never-started', message: error.message }))
    // What a cancelled command leaves behind would hold its pipes open, and 'close' would never come.
    child.once('exit', () => {
      if (signal.aborted) killGroup(child, 'SIGKILL')
    })
    child.once('close', (exitCode, by) => {
      if (signal.aborted) settle({ ended: 'cancelled' })
      else if (exitCode === null) settle({ ended: 'killed', by: by ?? 'unknown signal' })
      else settle({ ended: 'exited', exitCode })
    })
  })
}

/** Node reports some of what keeps a program from starting by an event, and some by throwing. */
function start(program: string, args: readonly string[], cwd: string, env: Command['env']) {
  try {
    return spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function killGroup(child: ChildProcess, by: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, by)
  } catch (error) {
    // The whole group is gone already.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
