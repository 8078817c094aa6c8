import { cleanUpRun, findRuns } from '../docker/clean-up.js'
import { connect, type Env } from '../docker/connect.js'
import { requireEngine } from '../docker/preflight.js'
import { exitCodes } from './exit-code.js'

export interface CleanRequest {
  readonly env: Env
  readonly run?: string
  /** Every run, one under way included: nothing on the engine tells it from a killed one, so it is asked for by name. */
  readonly all: boolean
}

/** Removes what runs left on the engine: after `--keep`, or after a kill that nothing could follow. */
export async function clean({
  env,
  run,
  all,
}: CleanRequest): Promise<{ readonly text: string; readonly exitCode: number }> {
  const connection = connect(env)
  await requireEngine(connection)
  const runs = run === undefined ? await findRuns(connection.docker) : [run]
  if (run === undefined && !all && runs.length > 0) {
    const lines = runs.map((id) => `run ${id}`)
    const text = [
      ...lines,
      '',
      'runs under way are listed too: clean RUN removes one, clean --all every one',
      '',
    ]
    return { text: text.join('\n'), exitCode: exitCodes.pass }
  }
  const lines: string[] = []
  let exitCode: number = exitCodes.pass
  for (const id of runs) {
    const { removed, left } = await cleanUpRun(connection.docker, id)
    lines.push(`run ${id}: removed ${removed}`, ...left.map((sentence) => `  left: ${sentence}`))
    if (left.length > 0) exitCode = exitCodes.environment
  }
  return { text: `${lines.length === 0 ? 'nothing to remove' : lines.join('\n')}\n`, exitCode }
}
