import type {
  BasicExpressionToken,
  MappingToken,
  TemplateToken,
} from '@actions/workflow-parser/templates/tokens/index'
import type { Permissions } from './permissions.js'

/** A workflow's file as read: what depends on a run is still a template. */
export interface Workflow {
  readonly path: string
  readonly name: string
  readonly events: readonly string[]
  readonly permissions?: Permissions
  readonly env?: MappingToken
  readonly concurrency?: TemplateToken
  readonly defaults?: StepDefaults
  /** What another workflow has to say to call it. */
  readonly call?: CallInterface
  readonly jobs: readonly Job[]
}

export interface CallInterface {
  readonly inputs: ReadonlyMap<string, InputDefinition>
  readonly secrets: ReadonlyMap<string, { readonly required: boolean }>
  readonly outputs: ReadonlyMap<string, TemplateToken>
}

export interface InputDefinition {
  readonly type: 'string' | 'number' | 'boolean'
  readonly required: boolean
  readonly default?: TemplateToken
}

export interface Job {
  readonly id: string
  readonly name?: TemplateToken
  readonly needs: readonly string[]
  /** With `success()` where none was written, as GitHub reads it. */
  readonly condition: BasicExpressionToken
  readonly permissions?: Permissions
  readonly strategy?: TemplateToken
  readonly concurrency?: TemplateToken
  readonly outputs?: MappingToken
  readonly timeoutMinutes?: TemplateToken
  readonly continueOnError?: TemplateToken
  readonly env?: MappingToken
  readonly runsOn?: TemplateToken
  readonly defaults?: StepDefaults
  readonly steps: readonly Step[]
  /** In place of steps: another workflow. */
  readonly calls?: Call
}

export interface Call {
  readonly workflow: string
  readonly inputs?: MappingToken
  readonly secrets?: MappingToken
  readonly inheritsSecrets: boolean
}

export interface StepDefaults {
  readonly shell?: TemplateToken
  readonly workingDirectory?: TemplateToken
}

export interface Step extends StepDefaults {
  readonly id: string
  readonly name?: TemplateToken
  readonly condition: BasicExpressionToken
  readonly run?: TemplateToken
  readonly uses?: string
  readonly with?: MappingToken
  readonly env?: MappingToken
  readonly continueOnError?: TemplateToken
  readonly timeoutMinutes?: TemplateToken
}

/** GitHub would not start it: the words are for whoever wrote the file. */
export class InvalidWorkflow extends Error {}

/** GitHub may well run it; this harness does not know how, and says so rather than pretend. */
export class NotStoodIn extends Error {}
