import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Scope } from '../expressions/evaluate.js'
import { textOf } from '../expressions/template.js'
import { NotStoodIn, type Step } from '../file/workflow.js'
import { StepFailure } from '../job/step-failure.js'
import { stepScope } from '../job/step-scope.js'
import type { Task } from '../job/task.js'
import { type Manifest, readManifest } from './manifest.js'
import { refuseUnknown } from './refuse-unknown.js'

interface OwnCall {
  readonly step: Step
  readonly uses: string
  readonly folder: string
  readonly given: Readonly<Record<string, string>>
}

/** Runs an action as the runner does: by its manifest, each of its entries as a process of its own. */
export async function runOwnAction(task: Task, call: OwnCall): Promise<void> {
  const { folder, uses, step } = call
  const manifest = readManifest(folder)
  const [repository = '', ref = ''] = uses.split('@')
  const env = {
    ...inputsOf(manifest, call, stepScope(task.job, {})),
    GITHUB_ACTION_REPOSITORY: repository,
    GITHUB_ACTION_REF: ref,
  }
  const cwd = task.job.folders.workspace
  const runEntry = async (on: Task, entry: string, more: Readonly<Record<string, string>>) => {
    const code = await on.run(node(manifest.using), [join(folder, entry)], { cwd, env: { ...env, ...more } })
    if (code !== 0) throw new StepFailure(`Process completed with exit code ${code ?? 137}.`)
  }
  const { post } = manifest
  if (post !== undefined)
    task.job.posts.push({
      id: `__post_${step.id}`,
      name: `Post ${uses}`,
      condition: post.condition,
      work: (on) => runEntry(on, post.entry, stateOf(task)),
    })
  await runEntry(task, manifest.main, {})
}

const stateOf = ({ state }: Task): Readonly<Record<string, string>> =>
  Object.fromEntries([...state].map(([name, value]) => [`STATE_${name}`, value]))

/** The runner keeps hyphens, and sets an input that has neither value nor default to nothing. */
function inputsOf({ inputs }: Manifest, { uses, given }: OwnCall, scope: Scope): Record<string, string> {
  refuseUnknown(uses, given, [...inputs.keys()])
  return Object.fromEntries(
    [...inputs].map(([name, fallback]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      given[name] ?? (fallback === undefined ? '' : textOf(fallback, scope)),
    ]),
  )
}

const ownNode = fileURLToPath(new URL('../../../../node_modules/.bin/node', import.meta.url))

function node(using: string): string {
  if (using !== 'node24') throw new NotStoodIn(`this harness does not know how to run ${using}`)
  return existsSync(ownNode) ? ownNode : process.execPath
}
