export type EngineFlavour = 'classic-20.10' | 'classic' | 'containerd-store'

export interface ExtraEngine {
  readonly name: string
  readonly flavour: EngineFlavour
  /** What DOCKER_HOST takes. */
  readonly host: string
  readonly version: string
  /** The folder that holds images and containers; with `dataRootSizeMb` a file system of that size. */
  readonly dataRoot: string
  /** The daemon's log file. */
  readonly log: string
  readonly pids: { readonly dockerd: number; readonly containerd: number }
  /** Ends the daemon as a crash would: at once, its containers left running. `stop` is still to be called. */
  kill(): void
  /** Removes everything of this engine, in whatever state it is. */
  stop(): Promise<void>
}

/** Why this flavour cannot run on this machine, or undefined where it can. */
export declare const whyUnavailable: (flavour: EngineFlavour) => Promise<string | undefined>

export declare const startExtraEngine: (options: {
  name: string
  flavour: EngineFlavour
  dataRootSizeMb?: number
  log?: (line: string) => void
}) => Promise<ExtraEngine>

/** Removes engines whose owners died without stopping them. */
export declare const removeAbandonedEngines: () => Promise<void>
