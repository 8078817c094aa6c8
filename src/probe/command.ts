import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Failure } from '../core/domain/failure.js'
import { startDeadline } from './deadline.js'
import { startOutputTail } from './output-tail.js'
import { endGroup } from './process-group.js'

export interface CommandRequest {
  /** For `sh -c`. */
  readonly command: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface CommandOutcome {
  /** As a shell says it, 128 + n after signal n; absent where it did not end by itself. */
  readonly exitCode?: number
  /** It could not be started, took too long or was cancelled. */
  readonly failure?: Failure
  /** Standard output and error as they came, the last 64 KiB. */
  readonly output: string
  readonly durationMs: number
}

type Ended = Pick<CommandOutcome, 'exitCode' | 'failure'>

/** How long output may still arrive after the command itself has ended: a grandchild may hold it open for hours. */
const drainMs = 250

/** Runs a command on this machine in a process group of its own, and leaves nothing of that group behind. */
export async function runCommand(ask: CommandRequest): Promise<CommandOutcome> {
  const startedAt = performance.now()
  const output = startOutputTail()
  const ended = await run(ask, output.add)
  return { ...ended, output: output.text(), durationMs: performance.now() - startedAt }
}

async function run(
  { command, cwd, env, timeoutMs, signal }: CommandRequest,
  onOutput: (chunk: Buffer) => void,
): Promise<Ended> {
  const deadline = startDeadline(timeoutMs, signal)
  const tooLate = () => deadline.failure(`the end of: ${command}`)
  try {
    const before = tooLate()
    if (before !== undefined) return { failure: before }
    const child = spawn('sh', ['-c', command], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.on('data', onOutput)
    child.stderr.on('data', onOutput)
    const closed = new Promise<void>((resolve) => child.once('close', resolve))
    const ended = await Promise.race([end(child, cwd), aborted(deadline.signal)])
    const failure = ended === undefined ? tooLate() : undefined
    if (child.pid !== undefined) await endGroup(child.pid)
    await drain(child, closed)
    return ended ?? (failure === undefined ? {} : { failure })
  } catch (error) {
    return { failure: notStarted(error, cwd) }
  } finally {
    deadline.end()
  }
}

function end(child: ChildProcess, cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ failure: notStarted(error, cwd) }))
    child.once('exit', (code, signal) =>
      resolve({ exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) }),
    )
  })
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}

async function drain(child: ChildProcess, closed: Promise<void>): Promise<void> {
  const over = new AbortController()
  await Promise.race([closed, pause(drainMs, undefined, { signal: over.signal }).catch(() => {})])
  over.abort()
  child.stdout?.destroy()
  child.stderr?.destroy()
}

const notStarted = (error: unknown, cwd: string): Failure => ({
  reason: 'expectation',
  message: `could not be started in ${cwd}: ${error instanceof Error ? error.message : String(error)}`,
})
