import { resolve } from 'node:path'
import { readSubject } from '../../github/event.js'
import { annotate, readInputs } from '../../github/runner.js'
import { exitCodeOfError } from '../exit-code.js'
import { annotateError, type Folders } from './annotate.js'
import { buildInAction } from './build.js'
import { compareInAction } from './compare.js'
import type { ActionContext } from './context.js'
import { type ActionInputs, parseInputs } from './inputs.js'
import { measureInAction } from './measure.js'
import { planInAction } from './plan.js'
import { reportInAction } from './report.js'

/** The whole of the action: one command, told everywhere a reader may look. Answers the exit code. */
export async function runInAction(env: NodeJS.ProcessEnv): Promise<number> {
  let folders: Folders | undefined
  try {
    const inputs = parseInputs(readInputs(env))
    const workspace = resolve(env.GITHUB_WORKSPACE || '.')
    folders = { workspace, cwd: resolve(workspace, inputs.workingDirectory) }
    const event = await readSubject(env)
    if (event.warning !== undefined) annotate('warning', event.warning)
    return await commands[inputs.command]({ inputs, event, env, folders })
  } catch (error) {
    annotateError(error, folders)
    return exitCodeOfError(error)
  }
}

const commands: Record<ActionInputs['command'], (context: ActionContext) => Promise<number>> = {
  compare: compareInAction,
  plan: planInAction,
  build: buildInAction,
  measure: measureInAction,
  report: reportInAction,
}
