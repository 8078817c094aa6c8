import type Docker from 'dockerode'
import type { DockerfileSource } from '../../core/domain/config.js'
import type { BuildFact } from '../../core/domain/facts.js'
import type { Failure } from '../../core/domain/failure.js'
import type { Builder } from './detect-builder.js'

export interface BuildRequest {
  readonly source: DockerfileSource
  readonly runId: string
  readonly tag: string
  readonly labels: Readonly<Record<string, string>>
  /** Every step is run, whatever the builder has kept. */
  readonly noCache?: boolean
  /** A folder to build from in the place of the source's own context. */
  readonly contextCopy?: string
  /** What every path of the source is relative to. */
  readonly cwd: string
  /** The engine's address, as DOCKER_HOST wants it. */
  readonly host: string
  readonly docker: Docker
  readonly builder: Builder
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly onLine: (line: string) => void
}

/** `images` are those that the engine's own builder has made or found on its way, by short ids. */
export type Built =
  | { readonly outcome: 'built'; readonly fact: BuildFact; readonly images?: readonly string[] }
  /** The fact tells how far it came; absent where nothing ran. */
  | {
      readonly outcome: 'failed'
      readonly failure: Failure
      readonly fact?: BuildFact
      readonly images?: readonly string[]
    }

export const cancelled: Failure = { reason: 'cancelled', message: 'cancelled' }
