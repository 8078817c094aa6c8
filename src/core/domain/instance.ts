import type { BuildTimer } from './build-timer.js'
import type { Variant } from './config.js'
import type { EngineImage } from './engine-image.js'
import type { MachineFact, PreparedFact } from './facts.js'
import type { Failure } from './failure.js'
import type { ContextInsight, ContextUse } from './image/context.js'
import type { WitnessFact } from './start-fact.js'
import type { TravelledImage } from './travelled.js'
import type { VariantRef } from './variant.js'

/** Prepares variants and knows its machine. The one thing that phases know of an engine. */
export interface Engine {
  machine(): Promise<MachineFact>
  /** Makes ready what starts will need, while variants are still being prepared. Nothing waits for it, and nothing fails for it. */
  getReady?(): void
  prepare(request: PrepareRequest): Promise<Prepared>
  /** For builds whose images nobody starts; absent where nothing is built. Whoever opens it ends it. */
  openBuildTimer?(): BuildTimer
  /** Removes all that carries this run's label or was brought in by it. Never throws for what is already gone. */
  cleanUp(): Promise<CleanUp>
  /** Stops listening to it. What it holds stays. */
  close(): void
}

export interface PrepareRequest {
  readonly ref: VariantRef
  readonly variant: Variant
  /** Its image as another machine made it, to be taken in place of its source. */
  readonly travelled?: TravelledImage
  readonly signal: AbortSignal
  readonly onLine: (line: string) => void
}

export interface Prepared {
  readonly fact: PreparedFact
  /** Absent where preparing failed. */
  readonly launcher?: Launcher
  /** The image, to be read: what is in it, or all of it. */
  readonly openImage?: (signal: AbortSignal) => EngineImage
  /** What its build could be sent; absent where nothing was built, or from a context elsewhere. Rejects where it is gone. */
  readonly weighContext?: (use: ContextUse) => Promise<ContextInsight>
  /** Sends the image to a repository of a registry. */
  readonly push?: (request: PushRequest) => Promise<Pushed>
}

export interface PushRequest {
  readonly repository: string
  readonly signal: AbortSignal
  readonly onLine: (line: string) => void
}

export type Pushed =
  /** The digest is the registry's. */
  | { readonly outcome: 'pushed'; readonly digest: string }
  | { readonly outcome: 'failed'; readonly failure: Failure }

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
  /** Have everything read from the disk, where that can be had. */
  readonly cold?: boolean
  readonly signal: AbortSignal
}

export type Started =
  | { readonly outcome: 'started'; readonly instance: Instance }
  | { readonly outcome: 'refused'; readonly failure: Failure }

export interface Instance {
  /** What a `run` check gets as CONTAINER_ID: a container's id, a process's pid. */
  readonly id: string
  /** Monotonic milliseconds (the process's clock). */
  readonly askedAt: number
  /** Absent where nothing is created before it starts. */
  readonly createdAt?: number
  readonly startedAt: number
  /** By the engine's clock, as far as that can be placed on ours. */
  readonly processStartedAt?: number
  readonly pageCache?: PageCache
  /** Where probes reach a port of it. */
  address(port: number): Address
  /** Where commands on the runner reach it; the published port where there is one. */
  publishedAddress(port: number): Address
  /** Resolves once, when it is gone; never rejects. */
  readonly exited: Promise<Exit>
  /** Everything it printed so far. */
  readLog(): Promise<string>
  /**
   * Calls back for every line as it is printed, from the first, with the moment at which it was printed where that is
   * known; returns when it exits or the signal fires.
   */
  followLog(onLine: (line: string, printedAt?: number) => void, signal: AbortSignal): Promise<void>
  health(): Promise<Health>
  /** The engine's next word about its health, or that it is well already; absent, or undefined, where it must be asked. */
  nextHealth?(signal: AbortSignal): Promise<{ readonly health: Health; readonly at: number } | undefined>
  /** What the engine says of its start; asked for once it is ready. */
  account?(signal: AbortSignal): Promise<StartAccount>
  exec(command: readonly string[], options: ExecOptions): Promise<ExecOutcome>
  memory(): Promise<MemoryReading>
  /** The kernel's tables of its sockets (`/proc/net/tcp` and `tcp6`), where they can be had from outside. */
  openSockets?(): Promise<string | undefined>
  /** Absent, or undefined, where its sockets cannot be counted by themselves. */
  openSocketCounter?(): SocketCounter | undefined
  /** Whether its process is gone though its exit is not told yet. Absent where that cannot be seen. */
  isEnding?(): Promise<boolean>
  /** Whether somebody had it stand still, as `docker pause` does. Absent where nobody can. */
  isPaused?(): Promise<boolean>
  /** Has it end and waits until it has; it stays to be removed. Absent where it cannot be asked. */
  end?(options: EndOptions): Promise<Ending>
  /** Removes it with its network and anonymous volumes. Safe to call twice. */
  stop(): Promise<void>
}

/** Counts TCP sockets at once and at next to no cost. */
export interface SocketCounter {
  /** The same again means that nobody has begun to listen meanwhile. */
  count(): string | undefined
  close(): void
}

export type Health = 'none' | 'starting' | 'healthy' | 'unhealthy'

/** What the engine says of a start, held against what we saw. */
export interface StartAccount {
  readonly processStartedAt?: number
  readonly witness: WitnessFact
}

/** Whether what a start reads may come from memory, and why it may although cold was asked for. */
export interface PageCache {
  readonly state: 'warm' | 'cold'
  readonly warmBecause?: string
}

export interface EndOptions {
  /** `asking` sends what the engine's own stop would send, `force` what nobody can ignore. */
  readonly by: 'asking' | 'force'
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface Ending {
  /** What it was sent: SIGTERM, or what the image names instead. */
  readonly sent: string
  /** Absent where it had not ended when the time was up or the signal fired. */
  readonly exit?: Exit
  /** From asking to the exit. Absent where it had ended before it was asked. */
  readonly tookMs?: number
  /** What `tookMs` ends with: the exit itself, or the engine's word of it, which comes after it has torn down the rest. */
  readonly until?: 'exit' | 'engine-answer'
  /** Looked at where it had not ended in time. */
  readonly firstProcess?: FirstProcess
}

/** Process 1 of an instance: the one that signals go to. */
export interface FirstProcess {
  /** Its command line. Foreign text. */
  readonly command: string
  /** Whether it has a handler for what it was sent: without one the kernel keeps the signal from a process 1. */
  readonly handles: boolean
}

export interface Address {
  readonly host: string
  readonly port: number
  /** Its own address on a bridge, a port of the runner behind the engine's proxy, or the runner's own loopback. */
  readonly via: 'bridge' | 'published' | 'host'
}

export interface Exit {
  readonly exitCode: number
  /** When the engine told of it, on the same clock. Absent where it did not. */
  readonly at?: number
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
  /** With the page cache that could be dropped: what a limit is held against. */
  readonly usageBytes?: number
  readonly usageHow?: string
  /** The kernel's own high-water mark of the usage. */
  readonly peakBytes?: number
  readonly peakHow?: string
  readonly how: string
}
