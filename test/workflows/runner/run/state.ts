import type { Permissions } from '../file/permissions.js'
import type { Workflow } from '../file/workflow.js'
import type { Artifacts } from '../hub/artifacts.js'
import type { Holder } from '../hub/concurrency.js'
import type { RunEvent } from '../hub/event.js'
import type { Hub } from '../hub/hub.js'
import type { Patience } from '../job/process.js'
import type { Values } from '../value.js'
import type { Cancellation } from './cancellation.js'
import type { Control } from './control.js'
import type { Memory } from './memory.js'

/** What all jobs of one attempt of a run share. */
export interface RunState {
  readonly hub: Hub
  readonly id: string
  readonly number: number
  readonly attempt: number
  readonly caller: Workflow
  readonly event: RunEvent
  readonly vars: Values
  readonly secrets: Readonly<Record<string, string>>
  readonly defaultPermissions: Permissions
  readonly tokens: Tokens
  readonly control: Control
  readonly patience: Patience
  /** What a minute of a workflow's file lasts. */
  readonly minuteMs: number
  readonly artifacts: Artifacts
  readonly workflows: ReadonlyMap<string, Workflow>
  readonly memory: Memory
}

/** The token that a job gets, by whether it may write to pull requests. */
export interface Tokens {
  readonly writing: string
  readonly reading: string
}

/** One workflow within a run: the caller's own, or one that it calls. */
export interface Frame {
  readonly run: RunState
  readonly workflow: Workflow
  /** The job that called it, `compare/`; empty for the caller's own. */
  readonly path: string
  readonly names: readonly string[]
  readonly inputs: Values
  readonly secrets: Readonly<Record<string, string>>
  readonly permissions: Permissions
  readonly holders: readonly Holder[]
  readonly cancellation: Cancellation
  /** All of it is run again, for something that it needs was. */
  readonly fresh: boolean
}
