/** What a build of a Dockerfile may be sent: its context without what the ignore file leaves out. */
export interface ContextInsight {
  /** As it was asked for. */
  readonly folder: string
  /** The ignore file that holds; absent where there is none. */
  readonly ignoreFile?: string
  /** Where the lines below belong. */
  readonly ignoreFileToWrite: string
  readonly sizeBytes: number
  readonly files: number
  /** Largest first, a few. */
  readonly largestFolders: readonly SizedPath[]
  readonly largestFiles: readonly SizedPath[]
  /** Lines for the ignore file, each applied after those before it: what it leaves out beyond them. */
  readonly lines: readonly IgnoreLine[]
}

export interface SizedPath {
  /** Foreign text. */
  readonly path: string
  readonly sizeBytes: number
}

export interface IgnoreLine {
  readonly line: string
  readonly kind: 'version-control' | 'virtual-environment' | 'node-modules' | 'cache' | 'not-copied'
  readonly savedBytes: number
  readonly files: number
}

/** What the Dockerfile says of its context. */
export interface ContextUse {
  /** Whether a COPY, an ADD or a mount takes a path in, itself or by a folder around it. */
  readonly takes: (path: string) => boolean
  /** The sources of every COPY and ADD, without `./`; wildcards and variables as they are written. */
  readonly sources: readonly string[]
  /** Its commands make these themselves, or never look at them. */
  readonly canSpare: ReadonlySet<IgnoreLine['kind']>
}
