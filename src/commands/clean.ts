import type { CleanUp } from '../core/domain/instance.js'
import { cleanUpRun, findRuns } from '../docker/clean-up.js'
import { type Connection, connect, type Env } from '../docker/connect.js'
import { diagnoseEngine, requireEngine } from '../docker/preflight.js'
import { removeWorkTrees } from '../git/left-work-trees.js'
import { cleanUpProcesses, findProcessRuns } from '../process/clean-up.js'
import { exitCodes } from './exit-code.js'

export interface CleanRequest {
  readonly env: Env
  readonly run?: string
  /** Every run, one under way included: nothing tells it from a killed one, so it is asked for by name. */
  readonly all: boolean
}

interface Cleaned {
  readonly text: string
  readonly exitCode: number
}

/** Removes what runs left on the engine and on this machine: after `--keep`, or after a kill that nothing could follow. */
export async function clean({ env, run, all }: CleanRequest): Promise<Cleaned> {
  const connection = connect(env)
  const ofProcesses = await findProcessRuns()
  // Processes are found without an engine, and one that is away must not keep them alive.
  if (ofProcesses.length === 0) await requireEngine(connection)
  const engine = await diagnoseEngine(connection)
  const isThere = engine.level !== 'bad'
  const told = isThere ? [] : [`the engine was left out: ${engine.message}`]
  const runs =
    run === undefined ? merged(isThere ? await findRuns(connection.docker) : [], ofProcesses) : [run]
  if (run === undefined && !all && runs.length > 0) {
    const lines = runs.map((id) => `run ${id}`)
    const how = 'runs under way are listed too: clean RUN removes one, clean --all every one'
    return { text: [...lines, '', how, ...told, ''].join('\n'), exitCode: exitCodes.pass }
  }
  const cleaned = []
  for (const id of runs) cleaned.push({ id, ...(await cleanOne(connection, isThere, id)) })
  const lines = cleaned.flatMap(({ id, removed, left }) => [
    isThere && removed === 0 && left.length === 0
      ? `run ${id}: nothing to remove`
      : `run ${id}: removed ${removed}`,
    ...left.map((sentence) => `  left: ${sentence}`),
  ])
  const isWhole = isThere && cleaned.every(({ left }) => left.length === 0)
  return {
    text: `${[...(lines.length === 0 ? ['nothing to remove'] : lines), ...told].join('\n')}\n`,
    exitCode: isWhole ? exitCodes.pass : exitCodes.environment,
  }
}

async function cleanOne({ docker }: Connection, isEngineThere: boolean, run: string): Promise<CleanUp> {
  const processes = await cleanUpProcesses(run)
  const engine = isEngineThere ? await cleanUpRun(docker, run) : { removed: 0, left: [] }
  const trees = await removeWorkTrees(run)
  return { removed: processes.removed + engine.removed + trees, left: [...processes.left, ...engine.left] }
}

const merged = (...lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())].sort()
