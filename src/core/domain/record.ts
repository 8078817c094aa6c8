import type { Config } from './config.js'
import type { Facts } from './facts.js'
import type { Judgement } from './finding.js'

/** The complete, versioned account of one run; the only thing that is stored, merged and rendered. */
export interface RunRecord {
  readonly recordVersion: 1
  readonly tool: { readonly name: 'container-migrate'; readonly version: string }
  readonly run: {
    readonly id: string
    /** ISO 8601, UTC. */
    readonly startedAt: string
    readonly durationMs: number
  }
  readonly subject: Subject
  readonly config: Config
  readonly facts: Facts
  readonly judgement: Judgement
}

/** What was looked at. Everything is absent outside a repository host. */
export interface Subject {
  readonly repository?: string
  readonly sha?: string
  readonly pullRequest?: number
  readonly runUrl?: string
}
