import { constants } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type Docker from 'dockerode'
import type { Ending, EndOptions, Exit, FirstProcess } from '../core/domain/instance.js'
import { statusOf } from './engine-error.js'
import { readFirstProcess } from './first-process.js'

export interface EndRequest {
  readonly container: Docker.Container
  readonly details: Docker.ContainerInspectInfo
  readonly exited: Promise<StampedExit>
  /** A stamp's moment on our clock, where it can be believed. */
  readonly placeStamp: (wallMs: number | undefined, notAfter: number) => number | undefined
}

/** An exit with the engine's stamp of it: its answer comes only once it has torn down the network and the mounts. */
export interface StampedExit extends Exit {
  readonly finishedWallMs?: number
}

/** An exit that the engine has seen and not yet told us of. */
const exitBecomesKnownMs = 1000

/** The kernel gives a process 1 no signal that it has no handler for, so nothing comes of waiting longer. */
const unheardMs = 1000

/** The engine's own stop would hide the moment at which the container ended, and whether force was needed. */
export async function endContainer(
  { container, details, exited, placeStamp }: EndRequest,
  { by, timeoutMs, signal }: EndOptions,
): Promise<Ending> {
  const sent = by === 'force' ? 'SIGKILL' : nameOfSignal(details.Config as { readonly StopSignal?: string })
  const askedAt = performance.now()
  try {
    await container.kill({ signal: sent })
  } catch (error) {
    // It was not running any more.
    if (statusOf(error) !== 409 && statusOf(error) !== 404) throw error
    const exit = await within(exited, exitBecomesKnownMs, signal)
    return { sent, ...(exit === undefined ? {} : { exit }) }
  }
  const leftMs = () => timeoutMs - (performance.now() - askedAt)
  const pid = details.State.Pid
  let exit = await within(exited, Math.min(leftMs(), unheardMs), signal)
  let firstProcess: FirstProcess | undefined
  if (exit === undefined && by === 'asking') {
    firstProcess = await readFirstProcess(pid, container.id, numberOfSignal(sent))
    if (firstProcess?.handles !== false) {
      exit = await within(exited, leftMs(), signal)
      firstProcess = await readFirstProcess(pid, container.id, numberOfSignal(sent))
    }
  } else exit ??= await within(exited, leftMs(), signal)
  if (exit === undefined) return { sent, ...(firstProcess === undefined ? {} : { firstProcess }) }
  if (exit.at === undefined) return { sent, exit }
  const stampedAt = placeStamp(exit.finishedWallMs, exit.at)
  const endedAt = stampedAt ?? exit.at
  return {
    sent,
    exit,
    tookMs: Math.max(0, endedAt - askedAt),
    until: stampedAt === undefined ? 'engine-answer' : 'exit',
  }
}

async function within(
  exited: Promise<StampedExit>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<StampedExit | undefined> {
  const over = new AbortController()
  const patience = sleep(Math.max(0, timeoutMs), undefined, {
    signal: AbortSignal.any([signal, over.signal]),
  })
  try {
    return await Promise.race([exited, patience.catch(() => undefined)])
  } finally {
    over.abort()
  }
}

/** An image may name another signal, by name with or without SIG, or by number. */
function nameOfSignal({ StopSignal: stopSignal }: { readonly StopSignal?: string }): string {
  if (!stopSignal) return 'SIGTERM'
  const named = Object.entries(constants.signals).find(([, number]) => String(number) === stopSignal)
  return (
    named?.[0] ?? (/^SIG/i.test(stopSignal) ? stopSignal.toUpperCase() : `SIG${stopSignal.toUpperCase()}`)
  )
}

const numberOfSignal = (name: string): number | undefined =>
  (constants.signals as Readonly<Record<string, number>>)[name]
