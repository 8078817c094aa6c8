import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { ProcessSource, Variant } from '../core/domain/config.js'
import type { Failure } from '../core/domain/failure.js'
import type { Launcher, Started, StartRequest } from '../core/domain/instance.js'
import { instanceVariable, runVariable } from '../core/domain/marker.js'
import { type VariantRef, variantKey } from '../core/domain/variant.js'
import { openInstance } from './instance.js'
import { keepLog } from './log.js'
import { setPageCache } from './page-cache.js'
import { readStat } from './process-table.js'
import { whoListens } from './sockets.js'
import { startProcess } from './start-process.js'
import { makeTree } from './tree.js'
import type { Turns } from './turns.js'

export interface LauncherRequest {
  readonly runId: string
  readonly ref: VariantRef
  readonly variant: Variant
  readonly source: ProcessSource
  /** Absolute. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly turns: Turns
}

/** A command on the runner. It has the runner's ports and files, so there is one of it at a time: the next waits. */
export function makeProcessLauncher(request: LauncherRequest): Launcher {
  const { ref, variant, turns } = request
  return {
    ref,
    variant,
    async start({ signal, cold = false }: StartRequest): Promise<Started> {
      const { port } = variant.run
      const giveBack = await turns.take(port === undefined ? variantKey(ref) : `port ${port}`, signal)
      if (giveBack === undefined) return refuse({ reason: 'cancelled', message: 'cancelled' })
      const started = await startOnce(request, { cold, signal }, giveBack)
      if (started.outcome === 'refused') giveBack()
      return started
    },
  }
}

async function startOnce(
  { runId, variant, source, cwd, env }: LauncherRequest,
  { cold, signal }: { readonly cold: boolean; readonly signal: AbortSignal },
  onStopped: () => void,
): Promise<Started> {
  const taken = await takenPort(variant)
  if (taken !== undefined) return refuse({ reason: 'port-taken', message: taken })
  const instance = randomBytes(8).toString('hex')
  const marked = { ...env, [runVariable]: runId, [instanceVariable]: instance }
  const command = { argv: source.command, cwd, env: marked }
  const pageCache = await setPageCache(cold)
  const askedAt = performance.now()
  const { child, failed } = startProcess(command)
  const startedAt = performance.now()
  if (child.pid === undefined) {
    return refuse({ reason: 'start-refused', message: (await failed).message })
  }
  const { pid } = child
  const leader = readStat(pid) ?? { pid, parent: process.pid, session: pid, startTicks: -1, isZombie: false }
  return {
    outcome: 'started',
    instance: openInstance({
      child,
      pid,
      command,
      tree: makeTree(leader, instance),
      log: keepLog([child.stdout, child.stderr]),
      askedAt,
      startedAt,
      pageCache,
      stopTimeoutMs: variant.run.stopTimeoutMs,
      signal,
      onStopped,
    }),
  }
}

/** Whoever listens there already would be taken for the process, and be measured and checked in its place. */
async function takenPort({ run, ready }: Variant): Promise<string | undefined> {
  const asked = ready.conditions.flatMap((condition) => (condition.by === 'tcp' ? [condition.port] : []))
  for (const port of new Set([...(run.port === undefined ? [] : [run.port]), ...asked])) {
    if (whoListens(port) === undefined) continue
    // Somebody who is just leaving is no reason to refuse.
    await pause(leavesWithinMs)
    const listener = whoListens(port)
    if (listener !== undefined) return `port ${port} is already taken by ${listener}`
  }
  return undefined
}

const leavesWithinMs = 200

const refuse = (failure: Failure): Started => ({ outcome: 'refused', failure })
