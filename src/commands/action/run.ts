import { resolve } from 'node:path'
import { readSubject } from '../../github/event.js'
import { annotate, readInputs, saveRunId } from '../../github/runner.js'
import { cancelOnSignals } from '../cancel-on-signals.js'
import { compare, makeRunId } from '../compare.js'
import { exitCodeOfError } from '../exit-code.js'
import { loadConfig } from '../load-config.js'
import { annotateError, type Folders } from './annotate.js'
import { parseInputs } from './inputs.js'
import { publishRun } from './publish-run.js'
import { runnerProgress } from './runner-progress.js'

/** The whole of the action: compare, then tell it everywhere a reader may look. Answers the exit code. */
export async function runInAction(env: NodeJS.ProcessEnv): Promise<number> {
  let folders: Folders | undefined
  try {
    const inputs = parseInputs(readInputs(env))
    const workspace = resolve(env.GITHUB_WORKSPACE || '.')
    const cwd = resolve(workspace, inputs.workingDirectory)
    folders = { workspace, cwd }
    const event = await readSubject(env)
    if (event.warning !== undefined) annotate('warning', event.warning)
    const config = await loadConfig({
      cwd,
      ...(inputs.config === undefined ? {} : { file: inputs.config }),
      inputs: inputs.service,
      services: inputs.services,
    })
    const runId = makeRunId()
    // Before anything is created, so that the post step can always find it.
    saveRunId(runId)
    const onProgress = runnerProgress()
    // In the log and the report only: what is assumed on every run asks nobody for attention.
    for (const text of config.assumptions) onProgress({ tell: 'note', text })
    const { signal, stopListening } = cancelOnSignals((name) =>
      onProgress({ tell: 'note', text: `${name}: ending the run and removing what it created` }),
    )
    try {
      const { parallel } = inputs
      const { record, exitCode } = await compare({
        config,
        runId,
        cwd,
        env,
        parallel,
        keep: false,
        subject: event.subject,
        signal,
        onProgress,
      })
      await publishRun({ record, inputs, event, env, folders })
      return exitCode
    } finally {
      stopListening()
    }
  } catch (error) {
    annotateError(error, folders)
    return exitCodeOfError(error)
  }
}
