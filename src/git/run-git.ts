import { type ChildProcess, spawn } from 'node:child_process'
import { gitEnv } from './git-env.js'

export interface GitCall {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  readonly timeoutMs?: number
  readonly mostBytes?: number
  /** An index of its own, so that the user's is not touched. */
  readonly indexFile?: string
}

export type GitEnd =
  | {
      readonly ended: 'exited'
      readonly exitCode: number
      readonly output: string
      readonly complaint: string
    }
  | { readonly ended: 'absent' }
  | { readonly ended: 'timed-out' }
  | { readonly ended: 'too-long' }
  | { readonly ended: 'failed'; readonly complaint: string }

const usualTimeoutMs = 60_000
const graceMs = 2_000
const mostOutputBytes = 256 * 1024 * 1024
const mostComplaintBytes = 64 * 1024

/** A repository's own settings must not start programs: no hook, no pager, no monitor, no upkeep, no helper transport. */
const settings = [
  'core.fsmonitor=',
  'core.hooksPath=/dev/null',
  'core.pager=cat',
  'gc.auto=0',
  'maintenance.auto=false',
  'fetch.writeCommitGraph=false',
  'submodule.recurse=false',
  'protocol.ext.allow=never',
  // Servers of the second version answer for any commit, not only for the tips of branches.
  'protocol.version=2',
  'diff.autoRefreshIndex=true',
].flatMap((setting) => ['-c', setting])

/** Runs the real git in a process group of its own, so that a cancel reaches what it started. Throws only when cancelled. */
export function runGit(call: GitCall): Promise<GitEnd> {
  const { signal, timeoutMs = usualTimeoutMs, mostBytes = mostOutputBytes } = call
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const child = start(call)
    if (child instanceof Error) return resolve(failedStart(child))
    let cutOff: 'timed-out' | 'too-long' | undefined
    let lastResort: NodeJS.Timeout | undefined
    const stop = (why?: typeof cutOff) => {
      cutOff ??= why
      if (lastResort !== undefined) return
      // Asked to end, git takes its lock files with it, which would keep the user's next fetch from working.
      killGroup(child, 'SIGTERM')
      lastResort = setTimeout(() => killGroup(child, 'SIGKILL'), graceMs)
    }
    const output = gather(child.stdout, mostBytes, () => stop('too-long'))
    const complaint = gather(child.stderr, mostComplaintBytes, () => {})
    const cancel = () => stop()
    const timer = setTimeout(() => stop('timed-out'), timeoutMs)
    signal.addEventListener('abort', cancel, { once: true })
    const settle = (end: GitEnd) => {
      clearTimeout(timer)
      clearTimeout(lastResort)
      signal.removeEventListener('abort', cancel)
      if (signal.aborted) reject(signal.reason)
      else resolve(cutOff === undefined ? end : { ended: cutOff })
    }
    child.once('error', (error) => settle(failedStart(error)))
    child.once('close', (exitCode, by) =>
      settle(
        exitCode === null
          ? { ended: 'failed', complaint: `git was ended by ${by ?? 'a signal'}` }
          : { ended: 'exited', exitCode, output: output(), complaint: complaint() },
      ),
    )
  })
}

/** Node reports some of what keeps a program from starting by an event, and some by throwing. */
function start({ args, cwd, env, indexFile }: GitCall) {
  try {
    return spawn('git', ['--no-pager', '--no-optional-locks', ...settings, ...args], {
      cwd,
      env: { ...gitEnv(env), ...(indexFile === undefined ? {} : { GIT_INDEX_FILE: indexFile }) },
      // No terminal belongs to the new session, so nothing that git starts can ask there.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const failedStart = (error: Error): GitEnd =>
  'code' in error && error.code === 'ENOENT'
    ? { ended: 'absent' }
    : { ended: 'failed', complaint: error.message }

function gather(stream: NodeJS.ReadableStream, most: number, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = []
  let size = 0
  stream.on('data', (chunk: Buffer) => {
    if (size <= most) chunks.push(chunk)
    size += chunk.length
    if (size > most) onTooMuch()
  })
  return () => Buffer.concat(chunks).toString('utf8')
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
