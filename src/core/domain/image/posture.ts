/** How safely an image is set up, as far as the image itself says. */
export interface Posture {
  readonly user: PostureUser
  /** Files that run as their owner or group, whoever starts them. */
  readonly setIdFiles: Sample<SetIdFile>
  /** Programs that `setcap` gave rights of root, whoever starts them. Absent where there are none. */
  readonly capabilityFiles?: Sample<CapabilityFile>
  /** Files and folders that everybody may write to; those with the sticky bit (`/tmp`) are not among them. */
  readonly writableByAll: Sample<string>
  readonly shells: readonly string[]
  readonly packageManagers: readonly string[]
  /** Compilers and linkers, one for each package that brought any, largest first. */
  readonly compilers: Sample<ToolLeft>
  /** What the labels say that the image was built on. */
  readonly base?: { readonly name?: string; readonly digest?: string }
  readonly healthCheck: 'set' | 'disabled' | 'none'
  /** What it asks. Foreign text. */
  readonly healthCommand?: string
  readonly ports: readonly string[]
  readonly volumes: readonly string[]
  readonly stopSignal?: string
  readonly start: PostureStart
}

/** How many, and the first few. */
export interface Sample<T> {
  readonly count: number
  readonly first: readonly T[]
}

interface PostureUser {
  /** As the config says it; empty where it says nothing. Foreign text. */
  readonly name: string
  /** Absent where the name is in no /etc/passwd. */
  readonly uid?: number
}

export interface SetIdFile {
  /** Foreign text. */
  readonly path: string
  readonly uid: number
  readonly sets: 'user' | 'group' | 'both'
  /** Index of the layer it came with. */
  readonly layer: number
  /** It came with a package of the operating system and was left as that package made it. */
  readonly package?: string
}

export interface CapabilityFile {
  /** Foreign text. */
  readonly path: string
  /** As `setcap` names them: `cap_net_raw`. */
  readonly capabilities: readonly string[]
  /** Of these, what a container is not given unless it is asked for: the kernel then refuses to start the program. */
  readonly beyondDefault: readonly string[]
  readonly layer: number
  /** It came with a package of the operating system. */
  readonly package?: string
}

export interface ToolLeft {
  /** Its first program. Foreign text. */
  readonly path: string
  readonly package?: string
  /** All files of the package; without one, the program's own. */
  readonly sizeBytes: number
}

export interface PostureStart {
  /** `shell`: through a shell that the builder put in front. */
  readonly form: 'exec' | 'shell' | 'none'
  /** An init stands in front of the program. */
  readonly init?: string
  /** Whether the shell of a shell form stays process 1, by what is known of this image's shell. */
  readonly shellStays?: boolean
  /** Who names that shell: a command that is given to the container takes the place of `command` alone. */
  readonly shellFrom?: 'entrypoint' | 'command'
}

export const postureKinds = [
  'root-user',
  'set-id',
  'capabilities',
  'capabilities-beyond-default',
  'writable-by-all',
  'compilers',
  'package-manager',
  'shell-first',
  'command-ignored',
  'floating-base',
  'health-check-lost',
] as const

export type PostureKind = (typeof postureKinds)[number]

export interface PostureEvidence {
  readonly kind: PostureKind
  /** What it is about, a few: paths, names, commands. Foreign text. */
  readonly examples: readonly string[]
  /** How many there are in all. */
  readonly count: number
  readonly sizeBytes?: number
  /** Index of the layer, where it is one. */
  readonly layer?: number
  /** What the options of this run do about it. Absent where none of them does anything. */
  readonly run?: PostureUnderRun
}

/** An image is started with options: what it would be by itself, a container of it need not be. */
export interface PostureUnderRun {
  /** A container of this run is not so, whatever its image says. */
  readonly settled: boolean
  readonly user?: string
  readonly readOnly?: true
  readonly dropsAllCapabilities?: true
  readonly command?: readonly string[]
}
