import { stat } from 'node:fs/promises'
import { arch, cpus, platform, release, totalmem } from 'node:os'
import { resolve } from 'node:path'
import { EnvironmentError, UsageError } from '../core/domain/errors.js'
import type { Engine, Prepared, PrepareRequest } from '../core/domain/instance.js'
import { cleanUpProcesses } from './clean-up.js'
import { processEnvironment } from './environment.js'
import { makeProcessLauncher } from './launcher.js'
import { makeTurns } from './turns.js'

export interface ProcessesRequest {
  readonly runId: string
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The runner itself as an engine: its variants are commands. */
export function openProcesses({ runId, cwd, env }: ProcessesRequest): Engine {
  const turns = makeTurns()
  return {
    machine: async () => ({
      platform: `${platform()}/${arch()}`,
      kernel: release(),
      cpuModel: cpus()[0]?.model ?? 'unknown',
      cpus: cpus().length,
      memoryBytes: totalmem(),
    }),
    async prepare({ ref, variant }: PrepareRequest): Promise<Prepared> {
      const { source, run } = variant
      if (source.from !== 'process') throw new Error(`a ${source.from} is no process`)
      requireLinux()
      const folder = resolve(cwd, source.cwd)
      await requireFolder(folder, source.cwd)
      const own = await processEnvironment(run, cwd, env)
      return {
        fact: { ref, outcome: 'present' },
        launcher: makeProcessLauncher({ runId, ref, variant, source, cwd: folder, env: own, turns }),
      }
    },
    cleanUp: () => cleanUpProcesses(runId),
    close() {},
  }
}

function requireLinux(): void {
  if (process.platform === 'linux') return
  throw new EnvironmentError(
    `a process as a variant needs Linux, whose /proc tells what a process starts, and this is ${process.platform}`,
    'run it on a Linux runner, or give the variant an image',
  )
}

async function requireFolder(path: string, written: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) throw new UsageError(`cwd ${written}: there is no such folder`)
}
