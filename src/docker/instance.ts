import { readFile } from 'node:fs/promises'
import { json } from 'node:stream/consumers'
import type Docker from 'dockerode'
import type {
  ExecOptions,
  ExecOutcome,
  Health,
  Instance,
  MemoryReading,
  PageCache,
} from '../core/domain/instance.js'
import { readAccount } from './account.js'
import { findMemoryCgroup, type MemoryCgroup, readMemory } from './cgroup.js'
import type { EngineClock } from './clock/engine-clock.js'
import { parseEngineTime } from './clock/engine-time.js'
import { endContainer, type StampedExit } from './end-container.js'
import { isEngineLost, statusOf } from './engine-error.js'
import type { EngineEvents } from './events.js'
import { execInContainer } from './exec.js'
import { isAlive } from './first-process.js'
import { followLog, readLog } from './logs.js'
import { openAnswer } from './modem.js'
import { type RunNetwork, removeNetwork } from './network.js'
import { readOomKills } from './oom-kills.js'
import { openSocketCounter } from './socket-counts.js'
import { readStats } from './stats.js'
import { fitWithin } from './witness.js'

export interface RunningContainer {
  readonly docker: Docker
  readonly container: Docker.Container
  readonly network: RunNetwork
  /** The network is this instance's own and goes with it. */
  readonly ownsNetwork: boolean
  readonly askedAt: number
  readonly createdAt: number
  readonly startedAt: number
  /** What the kernel had killed for memory before the start. */
  readonly oomKillsBefore: number | undefined
  readonly pageCache: PageCache
  readonly clock: EngineClock
  readonly events: EngineEvents
}

/** A started container as an instance. */
export async function openInstance(running: RunningContainer): Promise<Instance> {
  const { docker, container, network, clock, events } = running
  const over = new AbortController()
  const exited = waitForExit(running, over.signal)
  const details = await container.inspect()
  const bridgeAddress = details.NetworkSettings.Networks[network.name]?.IPAddress
  const moments = {
    askedAt: running.askedAt,
    createdAt: running.createdAt,
    answeredAt: running.startedAt,
  }
  const startedWallMs = parseEngineTime(details.State.StartedAt)
  const clockIsOurs = await clock.isOurs()
  /** A stamp's moment, where it lies between the moments that it must lie between. */
  const placeStamp = (wallMs: number | undefined, notAfter: number): number | undefined => {
    if (wallMs === undefined || !clockIsOurs || clock.wasSetSince(running.askedAt)) return undefined
    return fitWithin(clock.momentOf(wallMs), running.createdAt, notAfter)
  }
  const processStartedAt = placeStamp(startedWallMs, running.startedAt)
  let cgroup: MemoryCgroup | undefined
  /** Its process was seen on this machine. */
  let isHere = false
  let removal: Promise<void> | undefined

  const published = (port: number) => {
    const bound = details.NetworkSettings.Ports?.[`${port}/tcp`]?.[0]?.HostPort
    return bound === undefined
      ? undefined
      : ({ host: '127.0.0.1', port: Number(bound), via: 'published' } as const)
  }
  const bridge = (port: number) =>
    bridgeAddress && network.reachable ? ({ host: bridgeAddress, port, via: 'bridge' } as const) : undefined
  const unreachable = (port: number) => ({ host: '127.0.0.1', port, via: 'published' }) as const

  return {
    id: container.id,
    askedAt: running.askedAt,
    createdAt: running.createdAt,
    startedAt: running.startedAt,
    ...(processStartedAt === undefined ? {} : { processStartedAt }),
    pageCache: running.pageCache,
    exited,
    address: (port) => bridge(port) ?? published(port) ?? unreachable(port),
    publishedAddress: (port) => published(port) ?? bridge(port) ?? unreachable(port),
    readLog: () => readLog(container),
    followLog: (onLine, signal) =>
      followLog(container, (line, wallMs) => onLine(line, placeStamp(wallMs, performance.now())), signal),
    health: async () => mapHealth((await container.inspect()).State.Health?.Status),
    async nextHealth(signal) {
      if (!events.isListening()) return undefined
      const told = await events.nextHealth(container.id, signal)
      if (told === undefined) return undefined
      const at = placeStamp(told.wallMs, performance.now()) ?? performance.now()
      return { health: mapHealth(told.status), at }
    },
    account: (signal) =>
      readAccount({ containerId: container.id, clock, events, ...moments, startedWallMs }, signal),
    exec: (command: readonly string[], options: ExecOptions): Promise<ExecOutcome> =>
      execInContainer(docker, container, command, options),
    async memory(): Promise<MemoryReading> {
      cgroup ??= await findMemoryCgroup(details.State.Pid, container.id)
      return cgroup === undefined ? readStats(container) : readMemory(cgroup)
    },
    async openSockets() {
      const { Pid: pid } = details.State
      cgroup ??= await findMemoryCgroup(pid, container.id)
      // Only a process that is known to be this container's: a remote engine's pid is somebody else's here.
      if (cgroup === undefined) return undefined
      const tables = ['tcp', 'tcp6'].map((name) =>
        readFile(`/proc/${pid}/net/${name}`, 'utf8').catch(() => ''),
      )
      return (await Promise.all(tables)).join('\n')
    },
    openSocketCounter() {
      const counter = openSocketCounter(details.State.Pid, container.id)
      isHere ||= counter !== undefined
      return counter
    },
    async isEnding() {
      // Only where its process was known to be of this machine while it lived.
      return (isHere || cgroup !== undefined) && !(await isAlive(details.State.Pid, container.id))
    },
    isPaused: async () => (await container.inspect()).State.Paused,
    end: (options) => endContainer({ container, details, exited, placeStamp }, options),
    stop() {
      removal ??= remove(running).finally(() => {
        over.abort()
        events.forget(container.id)
      })
      return removal
    },
  }
}

async function waitForExit(running: RunningContainer, signal: AbortSignal): Promise<StampedExit> {
  const { docker, container } = running
  try {
    // The engine begins its answer at once; dockerode's own call would not see that it never ends it.
    const answer = await openAnswer(docker, {
      path: `/containers/${container.id}/wait`,
      method: 'POST',
      abortSignal: signal,
      statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
    })
    const { StatusCode: exitCode } = (await json(answer)) as { StatusCode: number }
    const at = performance.now()
    // Removed while we ask is an ordinary end: then it was us, and nobody wants to know more.
    const details = await container.inspect().catch(() => undefined)
    const finishedWallMs = details && parseEngineTime(details.State.FinishedAt)
    return {
      exitCode,
      at,
      ...(finishedWallMs === undefined ? {} : { finishedWallMs }),
      outOfMemory: details !== undefined && (await wasKilledForMemory(running, details)),
    }
  } catch (error) {
    return { exitCode: -1, outOfMemory: false, ...(isEngineLost(error) ? { engineLost: true } : {}) }
  }
}

const exitCodeOfSigkill = 137

/**
 * On a machine under load the engine may never hear what its runtime should tell it before the container is torn down. Then
 * the kernel is asked: a container with a limit was killed, and since before its start somebody was, for memory.
 */
async function wasKilledForMemory(
  { clock, oomKillsBefore }: RunningContainer,
  { State: state, HostConfig: limits }: Docker.ContainerInspectInfo,
): Promise<boolean> {
  if (state.OOMKilled) return true
  if (state.ExitCode !== exitCodeOfSigkill || !limits.Memory || oomKillsBefore === undefined) return false
  return (await clock.isOurs()) && ((await readOomKills()) ?? 0) > oomKillsBefore
}

function mapHealth(status: string | undefined): Health {
  return status === 'starting' || status === 'healthy' || status === 'unhealthy' ? status : 'none'
}

async function remove({ docker, container, network, ownsNetwork }: RunningContainer): Promise<void> {
  await removeContainer(container)
  if (ownsNetwork) await removeNetwork(docker, network.name)
}

export async function removeContainer(container: Docker.Container): Promise<void> {
  await container.remove({ force: true, v: true }).catch((error: unknown) => {
    // Gone already, or going: both end where we want to be.
    if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error
  })
}
