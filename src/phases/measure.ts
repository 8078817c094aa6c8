import { setTimeout as sleep } from 'node:timers/promises'
import type { StartFact } from '../core/domain/facts.js'
import type { Instance, MemoryReading } from '../core/domain/instance.js'
import { variantKey } from '../core/domain/variant.js'
import type { StartStep } from '../core/plan/make-plan.js'
import { exitFailure } from './ready/exit-failure.js'
import { orAfter } from './ready/patience.js'
import { describe, type Launchers, type RunContext } from './run-context.js'
import { startInstance } from './start.js'

/** One timed start and what was read while it ran. */
export interface TimedStart {
  readonly fact: StartFact
  readonly memory?: MemoryReading
}

/** A variant that failed this often in a row is left: each further try may cost its whole ready timeout. */
const attemptsBeforeGivingUp = 2

/** Every timed start of the plan, one after the other, nothing beside it. */
export async function measureStarts(
  steps: readonly StartStep[],
  launchers: Launchers,
  context: Pick<RunContext, 'signal' | 'onProgress'>,
): Promise<TimedStart[]> {
  const possible = steps.filter(({ ref }) => launchers.has(variantKey(ref)))
  context.onProgress({ tell: 'phase', phase: 'measure', steps: possible.length })
  const failedInARow = new Map<string, number>()
  const timed: TimedStart[] = []
  for (const step of possible) {
    const key = variantKey(step.ref)
    const launcher = launchers.get(key)
    if (context.signal.aborted || launcher === undefined) continue
    if ((failedInARow.get(key) ?? 0) >= attemptsBeforeGivingUp) continue
    const name = `start ${describe(step.ref)} ${step.pair + 1}`
    context.onProgress({ tell: 'step-started', step: name })
    const begun = performance.now()
    const one = await measureStart(step, launcher, context)
    timed.push(one)
    failedInARow.set(key, one.fact.failure === undefined ? 0 : (failedInARow.get(key) ?? 0) + 1)
    context.onProgress({
      tell: 'step-ended',
      step: name,
      durationMs: one.fact.readyMs ?? performance.now() - begun,
      ...(one.fact.failure === undefined ? {} : { failure: one.fact.failure }),
    })
    if (one.fact.failure?.reason === 'engine-lost') break
  }
  return timed
}

async function measureStart(
  step: StartStep,
  launcher: Parameters<typeof startInstance>[0],
  { signal }: Pick<RunContext, 'signal'>,
): Promise<TimedStart> {
  const { fact, instance } = await startInstance(launcher, {
    purpose: 'timed',
    pair: step.pair,
    warmUp: step.warmUp,
    publish: false,
    ownNetwork: false,
    signal,
  })
  if (instance === undefined) return { fact }
  try {
    if (fact.failure !== undefined) return { fact }
    const exited = instance.exited.then((exit) => ({ exit }))
    const first = await Promise.race([exited, readIdleMemory(instance, signal)])
    // A reading that broke off is often the exit, seen a moment before the engine tells of it.
    const end = first ?? (await orAfter(exited, exitBecomesKnownMs, undefined))
    if (end === undefined || signal.aborted) return { fact }
    if (!('exit' in end)) return { fact, memory: end }
    const { readyMs: _, ...rest } = fact
    return { fact: { ...rest, failure: await exitFailure(instance, end.exit, 'right after it was ready') } }
  } finally {
    // What cannot be removed now is removed by its label at the end.
    await instance.stop().catch(() => {})
  }
}

const exitBecomesKnownMs = 300
const settleStepMs = 50
const settleMs = 500

/**
 * Idle is when two readings in a row differ by less than 1 %, or half a second after ready: many runtimes still
 * allocate for a moment after their first answer.
 */
async function readIdleMemory(instance: Instance, signal: AbortSignal): Promise<MemoryReading | undefined> {
  try {
    let last = await instance.memory()
    for (let waitedMs = 0; waitedMs < settleMs && !signal.aborted; waitedMs += settleStepMs) {
      await sleep(settleStepMs)
      const next = await instance.memory()
      const drift = Math.abs(next.workingSetBytes - last.workingSetBytes)
      last = next
      if (drift < last.workingSetBytes / 100) break
    }
    return last
  } catch {
    // It ended in the meantime, or nobody can tell: the memory is absent.
    return undefined
  }
}
