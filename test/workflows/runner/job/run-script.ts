import { mkdtemp, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Scope } from '../expressions/evaluate.js'
import { textOf } from '../expressions/template.js'
import { NotStoodIn, type Step } from '../file/workflow.js'
import { StepFailure } from './step-failure.js'
import type { Task } from './task.js'

/** As the runner starts them: `bash` by its name is stricter than where none is named. */
const shells: Readonly<Record<string, readonly string[]>> = {
  '': ['bash', '-e'],
  bash: ['bash', '--noprofile', '--norc', '-eo', 'pipefail'],
  sh: ['sh', '-e'],
}

export async function runScript(task: Task, step: Step, scope: Scope): Promise<void> {
  const { leg, folders } = task.job
  const settings = [step, leg.job.defaults, leg.frame.workflow.defaults]
  const text = (name: 'shell' | 'workingDirectory') => {
    const token = settings.find((one) => one?.[name] !== undefined)?.[name]
    return token === undefined ? '' : textOf(token, scope)
  }
  const shell = shells[text('shell')]
  if (shell === undefined) throw new NotStoodIn(`this harness does not know the shell ${text('shell')}`)
  const [command = 'bash', ...flags] = shell
  const script = join(await mkdtemp(join(folders.temp, 'script-')), 'step.sh')
  await writeFile(script, step.run === undefined ? '' : textOf(step.run, scope))
  const cwd = resolve(folders.workspace, text('workingDirectory'))
  const code = await task.run(command, [...flags, script], { cwd })
  if (code !== 0) throw new StepFailure(`Process completed with exit code ${code ?? 137}.`)
}
