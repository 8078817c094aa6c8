import type { CleanUp } from '../core/domain/instance.js'
import { runVariable, variableIn } from '../core/domain/marker.js'
import { endProcesses } from './end-processes.js'
import { type ListedProcess, listProcesses, ownLine, readEnviron } from './process-table.js'
import { closeOver } from './tree.js'

const graceMs = 2000

/** Ends every process that a run started and that still lives, from whichever process this is called. */
export async function cleanUpProcesses(runId: string): Promise<CleanUp> {
  if (process.platform !== 'linux') return { removed: 0, left: [] }
  // What was found by its parent once must be found when that has gone before it.
  const seen = new Map<number, number>()
  const find = async () => {
    const marked = await markedProcesses()
    const found = closeOver(
      marked.map(({ process }) => process),
      marked.flatMap(({ process, run }) =>
        run === runId || seen.get(process.pid) === process.startTicks ? [process] : [],
      ),
    ).filter(({ isZombie }) => !isZombie)
    for (const { pid, startTicks } of found) seen.set(pid, startTicks)
    return found
  }
  const left = await endProcesses(find, graceMs)
  return {
    removed: seen.size - left.length,
    left: left.map(({ pid }) => `process ${pid}: it could not be ended`),
  }
}

/** Runs that have processes here, those under way included. */
export async function findProcessRuns(): Promise<string[]> {
  if (process.platform !== 'linux') return []
  const runs = (await markedProcesses()).flatMap(({ process, run }) =>
    run === undefined || process.isZombie ? [] : [run],
  )
  return [...new Set(runs)].sort()
}

interface MarkedProcess {
  readonly process: ListedProcess
  readonly run: string | undefined
}

/** Every process but this one and those that it runs under, with the run that started it, if any did. */
async function markedProcesses(): Promise<readonly MarkedProcess[]> {
  const all = listProcesses()
  const own = ownLine(all)
  const others = [...all.values()].filter(({ pid }) => !own.has(pid))
  return Promise.all(
    others.map(async (one) => ({
      process: one,
      run: variableIn((await readEnviron(one.pid)) ?? '', runVariable),
    })),
  )
}
