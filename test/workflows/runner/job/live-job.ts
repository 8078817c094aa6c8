import type { Scope } from '../expressions/evaluate.js'
import type { Result } from '../expressions/status.js'
import type { Machine } from '../hub/machines.js'
import type { Annotation, StepReport } from '../run/result.js'
import type { ReadyLeg } from '../run/run-leg.js'
import type { Folders } from './folders.js'
import type { Masks } from './masks.js'
import type { Post } from './post.js'

/** A job while it has a machine: all that its steps change. */
export interface LiveJob {
  readonly leg: ReadyLeg
  readonly machine: Machine
  readonly folders: Folders
  readonly token: string
  readonly masks: Masks
  /** What every process of it carries in its environment. */
  readonly mark: string
  readonly contexts: Scope['contexts']
  /** Variables of the workflow, of the job, and of steps that set some for those after them. */
  readonly variables: Map<string, string>
  readonly path: string[]
  readonly steps: Map<string, StepReport>
  readonly log: string[]
  readonly annotations: Annotation[]
  readonly summaries: string[]
  readonly posts: Post[]
  status: Result
  isLost: boolean
  /** The step that runs: how to end it. */
  current?: { reconsider(): void; kill(): void }
}
