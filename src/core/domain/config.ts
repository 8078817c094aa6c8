import type { Suite } from './check.js'
import type { Metric } from './metric.js'
import type { Place, Role } from './variant.js'

export interface Config {
  readonly version: 1
  /** Where it came from: a file, the action's inputs, or a pair found in the repository. */
  readonly origin: 'file' | 'inputs' | 'discovered'
  readonly file?: string
  /** What was found and assumed where the user left it open; told to the reader, one sentence each. */
  readonly assumptions: readonly string[]
  readonly services: readonly Service[]
}

export interface Service {
  readonly name: string
  readonly baseline: Variant
  readonly candidate: Variant
  readonly smoke: readonly Suite[]
  readonly budgets: readonly Budget[]
  readonly samples: SampleLimits
  readonly load?: Load
  /** Absent in records that know of no timed builds. */
  readonly builds?: BuildLimits
  /** Absent where no budget holds this change against the base branch. */
  readonly base?: Base
}

/** What this change is held against: the candidate as the base branch has it, or why there is none. */
export type Base =
  | {
      readonly from: 'commit'
      readonly commit: string
      /** As the config was there; its paths are of the work tree at that commit. */
      readonly candidate: Variant
    }
  | {
      readonly from: 'nowhere'
      /** A few words. */
      readonly because: string
      /** It was to be there: nobody meant to go without it. */
      readonly failed?: true
    }

export interface SampleLimits {
  readonly min: number
  readonly max: number
  /** How long a service may be sampled; at least `min` pairs are taken all the same. */
  readonly forMs: number
  /** The smallest difference that matters, as a share: what surely differs by less is the same. */
  readonly matters: number
  /** Every timed start finds its files on the disk only, where the page cache may be dropped. */
  readonly cold?: true
}

/** Requests at fixed moments, whether or not they are answered. */
export interface Load {
  readonly path: string
  readonly ratePerSecond: number
  /** For how long each variant is asked. */
  readonly durationMs: number
}

export interface BuildLimits {
  /** How many warm builds, and how many rebuilds, of each variant. */
  readonly pairs: number
  /** No further pair after this long; of each kind one is taken all the same. No single build may take longer. */
  readonly forMs: number
}

/** Which builds of a variant are timed by themselves. */
export interface TimedBuilds {
  readonly cold: boolean
  readonly warm: boolean
  readonly rebuild?: Rebuild
}

interface Rebuild {
  /** The file that gets a line more, as the user wrote it; else the largest source file that is copied. */
  readonly file?: string
  /** Where the file was named. */
  readonly place?: Place
}

export interface Variant {
  readonly role: Role
  readonly source: Source
  readonly run: RunOptions
  readonly ready: Ready
  /** Absent where none is asked for. */
  readonly builds?: TimedBuilds
  readonly place?: Place
}

export type Source = DockerfileSource | ImageSource | ArchiveSource | ProcessSource

export interface DockerfileSource {
  readonly from: 'dockerfile'
  /** Relative to the folder the run works in, like every path in the config. */
  readonly dockerfile: string
  readonly context: string
  readonly target?: string
  readonly buildArgs: Readonly<Record<string, string>>
  readonly buildContexts: Readonly<Record<string, string>>
  readonly secrets: readonly BuildSecret[]
  readonly platform?: string
}

export interface BuildSecret {
  readonly id: string
  readonly env?: string
  readonly file?: string
}

export interface ImageSource {
  readonly from: 'image'
  readonly image: string
  readonly platform?: string
}

export interface ArchiveSource {
  readonly from: 'archive'
  readonly archive: string
  readonly platform?: string
}

/** A command on the runner itself. Of `run` it takes `port`, `env`, `envFile` and `stopTimeoutMs`; the rest holds for containers. */
export interface ProcessSource {
  readonly from: 'process'
  /** Program and arguments; what was written as a line is in it as `sh -c <line>`. */
  readonly command: readonly string[]
  readonly cwd: string
}

export interface RunOptions {
  readonly port?: number
  readonly command?: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly envFile?: string
  readonly memoryBytes?: number
  readonly cpus?: number
  readonly tmpfs: readonly string[]
  readonly volumes: readonly VolumeMount[]
  readonly readOnly: boolean
  readonly user?: string
  readonly capDrop: readonly string[]
  readonly stopTimeoutMs: number
}

export interface VolumeMount {
  /** A path of the runner (begins with `.`, `/` or `~`) or the name of a volume. */
  readonly host: string
  readonly container: string
  readonly readOnly: boolean
}

export interface Ready {
  /** All must hold. Empty only where there is neither `ready` nor a port. */
  readonly conditions: readonly ReadyCondition[]
  readonly timeoutMs: number
}

export type ReadyCondition =
  | { readonly by: 'http'; readonly path: string }
  | { readonly by: 'tcp'; readonly port: number }
  | { readonly by: 'log'; readonly text: string }
  | { readonly by: 'healthcheck' }
  | { readonly by: 'exec'; readonly command: readonly string[] }

export interface Budget {
  readonly metric: Metric
  /** The candidate on its own, in the metric's unit. */
  readonly limit?: Levels
  /** Candidate against baseline, as a share: 0.1 allows 10 % more, -0.5 asks for half. */
  readonly migration?: Levels
  /** This change against the base branch, as a share; below the floor (metric's unit) nothing is said. */
  readonly regression?: Levels & { readonly floor?: number }
  readonly place?: Place
}

export interface Levels {
  readonly warn?: number
  readonly fail?: number
}
