import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import type { Address, Exit, Instance, PageCache } from '../core/domain/instance.js'
import { endProcesses, longestLookMs, signalAll, waitUntilGone } from './end-processes.js'
import { execBeside } from './exec.js'
import type { Log } from './log.js'
import { readTreeMemory } from './memory.js'
import { socketsOf } from './sockets.js'
import { type Command, exitOf } from './start-process.js'
import type { Tree } from './tree.js'

export interface RunningProcess {
  readonly child: ChildProcess
  readonly pid: number
  readonly command: Command
  readonly tree: Tree
  readonly log: Log
  readonly askedAt: number
  readonly startedAt: number
  readonly pageCache: PageCache
  readonly stopTimeoutMs: number
  /** Fires when the run is cancelled: whoever waits for it to end in order waits less. */
  readonly signal: AbortSignal
  readonly onStopped: () => void
}

/** What it printed last may still be in the pipe when it has ended. */
const drainMs = 100
const hurriedStopMs = 2000

/** A running process as an instance. It is over when the process itself is, though what it started may live on. */
export function openInstance(running: RunningProcess): Instance {
  const { child, pid, command, tree, log } = running
  const over = new AbortController()
  let stopped: Promise<void> | undefined
  let exitedAt: number | undefined
  const exited = exitOf(child).then(async (exitCode): Promise<Exit> => {
    exitedAt = performance.now()
    await Promise.race([log.ended, pause(drainMs)])
    over.abort()
    // Nothing tells a kill for want of memory from any other here.
    return { exitCode, outOfMemory: false }
  })
  const address = (port: number): Address => ({ host: '127.0.0.1', port, via: 'host' })

  return {
    id: String(pid),
    askedAt: running.askedAt,
    startedAt: running.startedAt,
    processStartedAt: running.startedAt,
    pageCache: running.pageCache,
    exited,
    address,
    publishedAddress: address,
    readLog: async () => log.text(),
    followLog: (onLine, signal) =>
      log.follow(({ text, arrivedAt }) => onLine(text, arrivedAt), AbortSignal.any([signal, over.signal])),
    health: async () => 'none',
    // Whoever starts a process is told once the kernel has put the program in its place, so there is no second witness.
    account: async () => ({ processStartedAt: running.startedAt, witness: {} }),
    exec: (argv, options) => execBeside({ ...command, argv }, options),
    memory: async () => readTreeMemory(await tree.members()),
    openSockets: async () => socketsOf((await tree.members()).map((member) => member.pid)),
    async end({ by, timeoutMs, signal }) {
      const sent = by === 'force' ? 'SIGKILL' : 'SIGTERM'
      if (exitedAt !== undefined) return { sent, exit: await exited }
      const endAskedAt = performance.now()
      signalAll(await tree.members(), sent)
      const left = await waitUntilGone(tree.members, timeoutMs, signal)
      const goneAt = performance.now()
      if (left.length > 0) return { sent }
      const exit = await exited
      // The looks come a little after the end of what was looked for; the process's own end is told at once.
      const isLast = exitedAt !== undefined && goneAt - exitedAt < longestLookMs
      return { sent, exit, tookMs: (isLast ? (exitedAt ?? goneAt) : goneAt) - endAskedAt, until: 'exit' }
    },
    stop() {
      stopped ??= stop(running).finally(() => over.abort())
      return stopped
    },
  }
}

async function stop({ child, tree, stopTimeoutMs, signal, onStopped }: RunningProcess): Promise<void> {
  try {
    const graceMs = signal.aborted ? Math.min(stopTimeoutMs, hurriedStopMs) : stopTimeoutMs
    const left = await endProcesses(tree.members, graceMs)
    if (left.length > 0) throw new Error(`${left.map(({ pid }) => pid).join(', ')} could not be ended`)
  } finally {
    child.stdout?.destroy()
    child.stderr?.destroy()
    onStopped()
  }
}
