import { setMaxListeners } from 'node:events'
import { isMachineFailure, stopOfCell, stopOfStart } from '../../core/capacity/stops.js'
import type { LevelFact, LevelOutcome, LevelStop } from '../../core/domain/capacity.js'
import type { Service } from '../../core/domain/config.js'
import type { CellFact } from '../../core/domain/facts.js'
import type { Failure } from '../../core/domain/failure.js'
import type { Instance, Launcher } from '../../core/domain/instance.js'
import { median } from '../../core/stats/median.js'
import { inParallel } from '../in-parallel.js'
import { exitFailure } from '../ready/exit-failure.js'
import { runSuite } from '../smoke.js'
import { startInstance } from '../start.js'
import type { CapacityContext } from './context.js'
import { watchMemory } from './watch-memory.js'

export interface LevelRequest {
  readonly launcher: Launcher
  readonly service: Service
  readonly copies: number
  readonly reserveBytes: number
  readonly context: CapacityContext
}

export interface LevelRun {
  readonly fact: LevelFact
  /** The most that one copy took. */
  readonly bytesPerCopy: number
  /** The machine gave way or somebody cancelled, so the level says nothing. */
  readonly failure?: Failure
}

/**
 * All copies start at once; once all are up, all run their suites at once; and all stay until the last is through. The first
 * thing that goes wrong ends the level: what the others would say after it is about a machine that is being cleared.
 */
export async function runLevel(request: LevelRequest): Promise<LevelRun> {
  const { copies, reserveBytes, context } = request
  const begun = performance.now()
  const over = new AbortController()
  setMaxListeners(0, over.signal)
  const level: Level = {
    ...request,
    context: { ...context, signal: AbortSignal.any([context.signal, over.signal]) },
    instances: [],
    readyMs: [],
    suiteMs: [],
    end: (because) => {
      if (over.signal.aborted || context.signal.aborted) return
      level.ended = because
      over.abort()
    },
  }
  setMaxListeners(0, level.context.signal)
  const stopAll = () => Promise.all(level.instances.map((instance) => instance.stop().catch(() => {})))
  const watch = watchMemory({
    instances: level.instances,
    readRoom: context.readRoom,
    reserveBytes,
    onStarved: (stop) => {
      level.end({ stop })
      // At once, and not when the checks have noticed.
      void stopAll()
    },
    onBlind: (message) => level.end({ failure: { reason: 'not-run', message } }),
  })
  try {
    await startCopies(level)
    if (!level.context.signal.aborted) await runSuites(level)
    if (!level.context.signal.aborted) await endWhereKilled(level)
  } finally {
    await watch.end()
    await stopAll()
  }
  const failure: Failure | undefined = context.signal.aborted
    ? { reason: 'cancelled', message: 'cancelled' }
    : level.ended?.failure
  const stop = level.ended?.stop
  const { memoryBytes, leastAvailableBytes, bytesPerCopy } = watch.seen()
  const suiteMedianMs = median(level.suiteMs)
  const fact: LevelFact = {
    copies,
    ...(failure === undefined ? { outcome: outcomeOf(stop) } : {}),
    ...(stop === undefined ? {} : { stop }),
    durationMs: performance.now() - begun,
    ...(level.readyMs.length === 0 ? {} : { slowestStartMs: Math.max(...level.readyMs) }),
    ...(suiteMedianMs === undefined ? {} : { suiteMedianMs }),
    ...(memoryBytes === 0 ? {} : { memoryBytes }),
    ...(leastAvailableBytes === undefined ? {} : { leastAvailableBytes }),
  }
  return { fact, bytesPerCopy, ...(failure === undefined ? {} : { failure }) }
}

interface Level extends LevelRequest {
  readonly instances: Instance[]
  readonly readyMs: number[]
  readonly suiteMs: number[]
  readonly end: (because: Because) => void
  ended?: Because
}

interface Because {
  readonly stop?: LevelStop
  readonly failure?: Failure
}

function outcomeOf(stop: LevelStop | undefined): LevelOutcome {
  if (stop === undefined) return 'carried'
  return stop.by === 'machine-memory' ? 'refused' : 'failed'
}

async function startCopies(level: Level): Promise<void> {
  const { launcher, service, copies, context } = level
  const publish = service.smoke.some(({ checks }) => checks.some(({ by }) => by === 'run'))
  await inParallel(Array.from({ length: copies }), copies, async () => {
    if (context.signal.aborted) return
    const { fact, instance } = await startInstance(launcher, {
      purpose: 'smoke',
      publish,
      // Copies do not know of each other, and the engine has room for some thirty networks only.
      ownNetwork: false,
      signal: context.signal,
    })
    if (instance !== undefined) level.instances.push(instance)
    if (fact.readyMs !== undefined) level.readyMs.push(fact.readyMs)
    if (fact.failure !== undefined && isMachineFailure(fact.failure)) level.end({ failure: fact.failure })
    const stop = stopOfStart(fact, service)
    if (stop !== undefined) level.end({ stop })
  })
}

async function runSuites(level: Level): Promise<void> {
  const { launcher, service, context, instances } = level
  const { port } = launcher.variant.run
  await inParallel(instances, instances.length, async (instance) => {
    const cells: CellFact[] = []
    for (const suite of service.smoke) {
      const { role } = launcher.ref
      const asked = { service: service.name, suite: suite.name, role }
      const { cell } = await runSuite(asked, suite, instance, port, context)
      cells.push(cell)
      const broken = cell.checks.find(({ failure }) => failure !== undefined && isMachineFailure(failure))
      if (broken?.failure !== undefined) level.end({ failure: broken.failure })
      const stop = stopOfCell(cell)
      if (stop !== undefined) level.end({ stop })
      if (context.signal.aborted) return
    }
    level.suiteMs.push(cells.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0))
  })
}

/** A copy that was through with its suites may have been killed while the others were not. */
async function endWhereKilled(level: Level): Promise<void> {
  for (const instance of level.instances) {
    const exit = await Promise.race([instance.exited, undefined])
    if (exit?.outOfMemory !== true) continue
    const failure = await exitFailure(instance, exit, 'while other copies still ran their suites')
    level.end({ stop: { by: 'memory-limit', failure } })
  }
}
