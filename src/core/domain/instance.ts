import type { Readable } from 'node:stream'
import type { Variant } from './config.js'
import type { MachineFact, PreparedFact } from './facts.js'
import type { Failure } from './failure.js'
import type { VariantRef } from './variant.js'

/** Prepares variants and knows its machine. The one thing that phases know of an engine. */
export interface Engine {
  machine(): Promise<MachineFact>
  prepare(request: PrepareRequest): Promise<Prepared>
  /** Removes all that carries this run's label or was brought in by it. Never throws for what is already gone. */
  cleanUp(): Promise<CleanUp>
}

export interface PrepareRequest {
  readonly ref: VariantRef
  readonly variant: Variant
  readonly signal: AbortSignal
  readonly onLine: (line: string) => void
}

export interface Prepared {
  readonly fact: PreparedFact
  /** Absent where preparing failed. */
  readonly launcher?: Launcher
  /** The image as a docker or OCI archive, as a stream; for reading what is in it. */
  readonly openArchive?: (signal: AbortSignal) => Promise<Readable>
}

export interface CleanUp {
  readonly removed: number
  /** What could not be removed, one sentence each. */
  readonly left: readonly string[]
}

/** A prepared variant: starts instances. Nobody beyond it can tell an image from a compose stack or a process. */
export interface Launcher {
  readonly ref: VariantRef
  readonly variant: Variant
  start(request: StartRequest): Promise<Started>
}

export interface StartRequest {
  /** Publish its port on a free port of the runner's loopback, for commands on the runner. */
  readonly publish: boolean
  /** Give it a network of its own; else it shares the run's. */
  readonly ownNetwork: boolean
  readonly signal: AbortSignal
}

export type Started =
  | { readonly outcome: 'started'; readonly instance: Instance }
  | { readonly outcome: 'refused'; readonly failure: Failure }

export interface Instance {
  /** What a `run` check gets as CONTAINER_ID. */
  readonly id: string
  /** Monotonic milliseconds (the process's clock). */
  readonly askedAt: number
  readonly createdAt: number
  readonly startedAt: number
  /** Where probes reach a port of it. */
  address(port: number): Address
  /** Where commands on the runner reach it; the published port where there is one. */
  publishedAddress(port: number): Address
  /** Resolves once, when it is gone; never rejects. */
  readonly exited: Promise<Exit>
  /** Everything it printed so far. */
  readLog(): Promise<string>
  /** Calls back for every line as it is printed, from the first; returns when it exits or the signal fires. */
  followLog(onLine: (line: string) => void, signal: AbortSignal): Promise<void>
  health(): Promise<'none' | 'starting' | 'healthy' | 'unhealthy'>
  exec(command: readonly string[], options: ExecOptions): Promise<ExecOutcome>
  memory(): Promise<MemoryReading>
  /** The kernel's tables of its sockets (`/proc/net/tcp` and `tcp6`), where they can be had from outside. */
  openSockets?(): Promise<string | undefined>
  /** Removes it with its network and anonymous volumes. Safe to call twice. */
  stop(): Promise<void>
}

export interface Address {
  readonly host: string
  readonly port: number
  readonly via: 'bridge' | 'published'
}

export interface Exit {
  readonly exitCode: number
  readonly outOfMemory: boolean
  /** The engine itself went away, so the rest is unknown. */
  readonly engineLost?: boolean
}

export interface ExecOptions {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface ExecOutcome {
  readonly exitCode?: number
  readonly timedOut: boolean
  /** Standard output and error as they came, capped at the last 64 KiB. */
  readonly output: string
}

export interface MemoryReading {
  readonly workingSetBytes: number
  readonly peakBytes?: number
  readonly how: string
}
