import { compare } from '../compare.js'
import { loadConfig } from '../load-config.js'
import { type ActionContext, withWork } from './context.js'
import { publishRun } from './publish-run.js'

/** Everything on this runner. */
export async function compareInAction({ inputs, event, env, folders }: ActionContext): Promise<number> {
  const { cwd } = folders
  const config = await loadConfig({
    cwd,
    ...(inputs.config === undefined ? {} : { file: inputs.config }),
    inputs: inputs.service,
    services: inputs.services,
  })
  return withWork(config.assumptions, async (work) => {
    const { parallel } = inputs
    const { subject } = event
    const base = inputs.shared.base ?? event.baseSha
    const { record, exitCode } = await compare({
      ...work,
      config,
      cwd,
      env,
      parallel,
      keep: false,
      subject,
      ...(base === undefined ? {} : { base }),
    })
    await publishRun({ record, inputs, event, env, folders })
    return exitCode
  })
}
