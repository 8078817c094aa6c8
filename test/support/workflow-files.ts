import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

export interface WorkflowFile {
  readonly path: string
  readonly text: string
  readonly workflow: Workflow
}

interface Workflow {
  readonly permissions?: unknown
  readonly concurrency?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

interface Job {
  readonly uses?: string
  readonly 'timeout-minutes'?: number
  readonly permissions?: unknown
  readonly steps?: readonly Step[]
}

export interface Step {
  readonly name?: string
  readonly run?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, unknown>>
}

export interface ActionManifest {
  readonly inputs: Readonly<Record<string, { readonly description?: string; readonly default?: string }>>
  readonly outputs: Readonly<Record<string, { readonly description?: string }>>
  readonly runs: Readonly<Record<string, string>>
}

export const root = fileURLToPath(new URL('../../', import.meta.url))

export const readText = (path: string): string => readFileSync(`${root}${path}`, 'utf8')

export const readAction = (): ActionManifest => parse(readText('action.yml')) as ActionManifest

const folder = '.github/workflows'

export const readWorkflows = (): readonly WorkflowFile[] =>
  readdirSync(`${root}${folder}`)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => {
      const path = `${folder}/${name}`
      const text = readText(path)
      return { path, text, workflow: parse(text) as Workflow }
    })

export const stepsOf = ({ workflow }: WorkflowFile): readonly Step[] =>
  Object.values(workflow.jobs).flatMap((job) => job.steps ?? [])
