import { join } from 'node:path'
import { proposeConfig } from '../core/init/propose-config.js'
import { proposedWorkflow } from '../core/init/propose-workflow.js'
import { configNames, exists } from '../files/config-file.js'
import { writeNew } from '../files/write-file.js'
import { discoverRepository } from './discover-repository.js'
import { exitCodes } from './exit-code.js'

export interface InitRequest {
  readonly cwd: string
  /** Show what would be written and write nothing. */
  readonly print: boolean
}

const schema = 'https://raw.githubusercontent.com/org/container-migrate/v1/schema/config.schema.json'
const workflowPath = '.github/workflows/container-migrate.yml'

/** Proposes a config and a workflow from what lies in the repository. A file that exists is never touched. */
export async function init({
  cwd,
  print,
}: InitRequest): Promise<{ readonly text: string; readonly exitCode: number }> {
  const { discovery, ...known } = await discoverRepository(cwd)
  const files = [
    { path: configNames[0], taken: configNames, text: proposeConfig(discovery.pairs, known, schema) },
    { path: workflowPath, taken: [workflowPath], text: proposedWorkflow },
  ]
  const lines = [...discovery.pairs.flatMap(({ assumptions }) => assumptions), ...discovery.notes]
  if (discovery.pairs.length === 0) {
    lines.push(
      'No pair such as Dockerfile beside Dockerfile.alpine was found: the proposed config holds a placeholder.',
    )
  }
  for (const { path, taken, text } of files) {
    if (print) lines.push('', `# ${path}`, text.trimEnd())
    else lines.push(await place(cwd, path, taken, text))
  }
  if (!print)
    lines.push('', 'next: complete the config, then container-migrate doctor and container-migrate compare')
  return { text: `${lines.join('\n')}\n`, exitCode: exitCodes.pass }
}

async function place(cwd: string, path: string, taken: readonly string[], text: string): Promise<string> {
  for (const other of taken) {
    if (await exists(join(cwd, other)))
      return `kept     ${other}: it is there already (init --print shows the proposal)`
  }
  const outcome = await writeNew(join(cwd, path), text)
  return outcome === 'written' ? `written  ${path}` : `kept     ${path}: it is there already`
}
