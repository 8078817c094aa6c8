import type { CapacityRecord, CopiesBound, ReadMemoryRoom } from '../core/domain/capacity.js'
import type { Config } from '../core/domain/config.js'
import { isEnvironmental } from '../core/domain/failure.js'
import { markedFor } from '../core/domain/marker.js'
import type { OnProgress } from '../core/domain/progress.js'
import type { Env } from '../docker/connect.js'
import { type CapacityFacts, measureCapacity } from '../phases/capacity.js'
import { mostOpenFiles } from '../probe/open-files.js'
import { cleanUp } from './clean-up.js'
import { defaultParallel } from './default-parallel.js'
import { exitCodes } from './exit-code.js'
import { needsDocker, openEngine } from './open-engine.js'
import { version } from './version.js'

export interface CapacityRequest {
  readonly config: Config
  readonly runId: string
  readonly cwd: string
  readonly env: Env
  /** The most copies that are tried. */
  readonly max: number
  /** Who knows what the machine has left. Without it, the kernel. */
  readonly readRoom?: ReadMemoryRoom
  readonly signal: AbortSignal
  readonly onProgress: OnProgress
}

interface CapacityOutcome {
  readonly record: CapacityRecord
  readonly exitCode: number
}

/** Finds how many copies of each variant's suites this machine carries. */
export async function capacity(request: CapacityRequest): Promise<CapacityOutcome> {
  const { config, runId, cwd, env, max, signal, onProgress } = request
  const startedAt = new Date()
  const begun = performance.now()
  const engine = await openEngine(request)
  onProgress({ tell: 'note', text: `run ${runId}` })
  let facts: CapacityFacts
  try {
    const readRoom = request.readRoom ?? (await openRoom(request))
    const bound = boundOf(max, await mostOpenFiles())
    const { services } = config
    const parallel = defaultParallel()
    facts = await measureCapacity({
      engine,
      services,
      cwd,
      env: markedFor(runId, env),
      parallel,
      signal,
      onProgress,
      readRoom,
      bound,
    })
  } finally {
    engine.close()
    await cleanUp(engine, onProgress)
  }
  const durationMs = Math.round(performance.now() - begun)
  const record: CapacityRecord = {
    capacityVersion: 1,
    tool: { name: 'container-migrate', version },
    run: { id: runId, startedAt: startedAt.toISOString(), durationMs },
    ...facts,
  }
  return { record, exitCode: exitCodeOfCapacity(record) }
}

/** Processes are children of ours: where no engine is asked, this machine is the one. */
async function openRoom({ config, env }: CapacityRequest): Promise<ReadMemoryRoom> {
  const { openMemoryRoom, readerOfMemoryRoom } = await import('../docker/memory-room.js')
  if (!needsDocker(config)) return readerOfMemoryRoom()
  const { connect } = await import('../docker/connect.js')
  return openMemoryRoom(connect(env))
}

/** Connections to the engine and to the copy itself, with room for what a check opens. */
const filesPerCopy = 16
const filesOfOurs = 128

function boundOf(max: number, openFiles: number | undefined): CopiesBound {
  const copies = Math.max(
    1,
    Math.floor(((openFiles ?? Number.POSITIVE_INFINITY) - filesOfOurs) / filesPerCopy),
  )
  return copies < max ? { copies, by: 'open-files' } : { copies: max, by: 'max' }
}

/** However few are carried, it is an answer. No answer is the machine's fault, or the variant's that cannot be made. */
function exitCodeOfCapacity({
  variants,
  interrupted,
}: Pick<CapacityRecord, 'variants' | 'interrupted'>): number {
  if (interrupted?.reason === 'cancelled') return exitCodes.interrupted
  const failures = variants.flatMap(({ failure }) => failure ?? [])
  if (interrupted !== undefined) return exitCodes.environment
  if (failures.length === 0) return exitCodes.pass
  const isMachines = failures.some((failure) => isEnvironmental(failure) || machinesOwn.has(failure.reason))
  return isMachines ? exitCodes.environment : exitCodes.fail
}

/** No memory to spare or no network left to start the first copy with. */
const machinesOwn: ReadonlySet<string> = new Set(['not-run', 'start-refused'])
