import type { Launcher, MemoryReading } from '../core/domain/instance.js'
import type { StartFact } from '../core/domain/start-fact.js'
import type { StartStep } from '../core/plan/make-plan.js'
import { type Cost, type Manners, takeCost, unknownManners } from './container-cost.js'
import { type MemoryManners, readIdleMemory } from './idle-memory.js'
import { exitFailure } from './ready/exit-failure.js'
import { exitInSight } from './ready/exit-in-sight.js'
import type { Experience } from './ready.js'
import { describe, type RunContext } from './run-context.js'
import { startInstance } from './start.js'

/** One timed start and what was read while it ran. */
export interface TimedStart {
  readonly fact: StartFact
  readonly memory?: MemoryReading
}

/** What earlier starts of a variant taught. */
export interface Known {
  readonly experience: Experience
  readonly manners: Manners & MemoryManners
}

export const nothingKnown = (): Known => ({
  experience: new Map(),
  manners: { ...unknownManners(), isIdleAtOnce: false },
})

/** What a variant is started with, each time. */
interface Measured extends Known {
  readonly launcher: Launcher
  readonly cold: boolean
  readonly withCommand: boolean
}

type StartContext = Pick<RunContext, 'signal' | 'onProgress'>

export async function tellStart(
  step: StartStep,
  measured: Measured,
  context: StartContext,
): Promise<TimedStart> {
  const name = `start ${describe(step.ref)} ${step.pair + 1}`
  context.onProgress({ tell: 'step-started', step: name })
  const begun = performance.now()
  const one = await measureStart(step, measured, context)
  context.onProgress({
    tell: 'step-ended',
    step: name,
    durationMs: one.fact.readyMs ?? performance.now() - begun,
    ...(one.fact.failure === undefined ? {} : { failure: one.fact.failure }),
  })
  return one
}

async function measureStart(
  step: StartStep,
  { launcher, experience, manners, cold, withCommand }: Measured,
  { signal }: StartContext,
): Promise<TimedStart> {
  const { fact, instance } = await startInstance(launcher, {
    purpose: 'timed',
    pair: step.pair,
    warmUp: step.warmUp,
    publish: false,
    ownNetwork: false,
    cold,
    experience,
    signal,
  })
  if (instance === undefined) return { fact }
  try {
    if (fact.failure !== undefined) return { fact }
    const exited = instance.exited.then((exit) => ({ exit }))
    const first = await Promise.race([exited, readIdleMemory(instance, manners, signal)])
    // A reading that broke off is often the exit, seen a moment before the engine tells of it.
    const seen = first ?? (await exitInSight(instance))
    const end = seen !== undefined && 'exitCode' in seen ? { exit: seen } : seen
    if (signal.aborted) return { fact }
    const memory = end === undefined || 'exit' in end ? undefined : end
    const { stopTimeoutMs } = launcher.variant.run
    const cost: Cost =
      end !== undefined && 'exit' in end
        ? { fact: {}, exit: end.exit }
        : await takeCost(instance, { manners, withCommand, stopTimeoutMs, signal })
    if (cost.exit === undefined)
      return { fact: { ...fact, ...cost.fact }, ...(memory === undefined ? {} : { memory }) }
    const { readyMs: _, ...rest } = fact
    return { fact: { ...rest, failure: await exitFailure(instance, cost.exit, 'right after it was ready') } }
  } finally {
    // What cannot be removed now is removed by its label at the end.
    await instance.stop().catch(() => {})
  }
}
