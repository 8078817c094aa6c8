import { resolve } from 'node:path'
import { readSubject } from '../../github/event.js'
import { annotate, readInputs } from '../../github/runner.js'
import { exitCodeOfError } from '../exit-code.js'
import { annotateError, type Folders } from './annotate.js'
import type { ActionContext } from './context.js'
import { parseInputs } from './inputs.js'

/** The whole of the action: one command, told everywhere a reader may look. Answers the exit code. */
export async function runInAction(env: NodeJS.ProcessEnv): Promise<number> {
  let folders: Folders | undefined
  try {
    const inputs = parseInputs(readInputs(env))
    const workspace = resolve(env.GITHUB_WORKSPACE || '.')
    folders = { workspace, cwd: resolve(workspace, inputs.workingDirectory) }
    const event = await readSubject(env)
    if (event.warning !== undefined) annotate('warning', event.warning)
    return await runCommand({ inputs, event, env, folders })
  } catch (error) {
    annotateError(error, folders)
    return exitCodeOfError(error)
  }
}

async function runCommand(context: ActionContext): Promise<number> {
  switch (context.inputs.command) {
    case 'compare':
      return (await import('./compare.js')).compareInAction(context)
    case 'plan':
      return (await import('./plan.js')).planInAction(context)
    case 'build':
      return (await import('./build.js')).buildInAction(context)
    case 'measure':
      return (await import('./measure.js')).measureInAction(context)
    case 'report':
      return (await import('./report.js')).reportInAction(context)
  }
}
