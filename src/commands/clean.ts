import { cleanUpRun, findRuns } from '../docker/clean-up.js'
import { connect, type Env } from '../docker/connect.js'
import { requireEngine } from '../docker/preflight.js'
import { exitCodes } from './exit-code.js'

export interface CleanRequest {
  readonly env: Env
  /** One run; without it every run, one under way included: nothing on the engine tells it from a killed one. */
  readonly run?: string
}

/** Removes what runs left on the engine: after `--keep`, or after a kill that nothing could follow. */
export async function clean({
  env,
  run,
}: CleanRequest): Promise<{ readonly text: string; readonly exitCode: number }> {
  const connection = connect(env)
  await requireEngine(connection)
  const runs = run === undefined ? await findRuns(connection.docker) : [run]
  const lines: string[] = []
  let exitCode: number = exitCodes.pass
  for (const id of runs) {
    const { removed, left } = await cleanUpRun(connection.docker, id)
    lines.push(`run ${id}: removed ${removed}`, ...left.map((sentence) => `  left: ${sentence}`))
    if (left.length > 0) exitCode = exitCodes.environment
  }
  return { text: `${lines.length === 0 ? 'nothing to remove' : lines.join('\n')}\n`, exitCode }
}
