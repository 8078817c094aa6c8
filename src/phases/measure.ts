import { setTimeout as sleep } from 'node:timers/promises'
import type { Service } from '../core/domain/config.js'
import type { StartFact } from '../core/domain/facts.js'
import type { Instance, Launcher, MemoryReading } from '../core/domain/instance.js'
import { roles, type VariantRef, variantKey } from '../core/domain/variant.js'
import type { StartStep } from '../core/plan/make-plan.js'
import { type Cost, type Manners, takeCost, unknownManners } from './container-cost.js'
import { exitFailure } from './ready/exit-failure.js'
import { exitInSight } from './ready/exit-in-sight.js'
import type { Experience } from './ready.js'
import { describe, type Launchers, type RunContext, serviceOf } from './run-context.js'
import { startInstance } from './start.js'

/** One timed start and what was read while it ran. */
export interface TimedStart {
  readonly fact: StartFact
  readonly memory?: MemoryReading
}

/** A variant that failed this often in a row is left: each further try may cost its whole ready timeout. */
const attemptsBeforeGivingUp = 2

type MeasureContext = Pick<RunContext, 'signal' | 'onProgress' | 'services'>

/** Whether further starts of a service could still tell anything. */
type IsSettled = (service: Service, timed: readonly TimedStart[]) => boolean

/** Timed starts of the plan, one after the other, nothing beside them; those of a service until there are enough. */
export async function measureStarts(
  steps: readonly StartStep[],
  launchers: Launchers,
  isSettled: IsSettled,
  context: MeasureContext,
): Promise<TimedStart[]> {
  const possible = steps.filter(({ ref }) => launchers.has(variantKey(ref)))
  context.onProgress({ tell: 'phase', phase: 'measure', steps: possible.length })
  const failedInARow = new Map<string, number>()
  const isLeft = (ref: VariantRef) =>
    !launchers.has(variantKey(ref)) || (failedInARow.get(variantKey(ref)) ?? 0) >= attemptsBeforeGivingUp
  const begunAt = new Map<string, number>()
  const done = new Set<string>()
  const timed: TimedStart[] = []
  const experiences = new Map<string, Experience>()
  const manners = new Map<string, Manners>()
  for (const [index, step] of steps.entries()) {
    const service = serviceOf(context, step.ref)
    if (context.signal.aborted || done.has(service.name)) continue
    const begunMs = begunAt.get(service.name) ?? performance.now()
    begunAt.set(service.name, begunMs)
    const key = variantKey(step.ref)
    const launcher = launchers.get(key)
    if (launcher !== undefined && !isLeft(step.ref)) {
      const experience = experiences.get(key) ?? new Map()
      experiences.set(key, experience)
      const known = manners.get(key) ?? unknownManners()
      manners.set(key, known)
      const one = await tellStart(
        step,
        {
          launcher,
          experience,
          manners: known,
          cold: service.samples.cold === true,
          withCommand: wantsCommand(service, step.pair),
        },
        context,
      )
      timed.push(one)
      tellIfWarm(one.fact, timed, context)
      failedInARow.set(key, one.fact.failure === undefined ? 0 : (failedInARow.get(key) ?? 0) + 1)
      if (one.fact.failure?.reason === 'engine-lost') break
    }
    // Between pairs only: half a pair would be lost.
    if (steps[index + 1]?.pair === step.pair || step.pair < service.samples.min) continue
    const isOver = performance.now() - begunMs >= service.samples.forMs
    const isAlone = roles.some((role) => isLeft({ ...step.ref, role }))
    const isEnough = step.look && isSettled(service, timed)
    if (!isOver && !isAlone && !isEnough) continue
    done.add(service.name)
    if (steps[index + 1]?.ref.service !== service.name) continue
    const because = isEnough
      ? 'its budgets are settled'
      : isAlone
        ? 'one variant is not there'
        : 'its time is over'
    context.onProgress({ tell: 'note', text: `${service.name}: ${because} after ${step.pair} pairs` })
  }
  return timed
}

/** Once: it is the same for every start. */
function tellIfWarm({ warmBecause }: StartFact, timed: readonly TimedStart[], context: MeasureContext): void {
  if (warmBecause === undefined || timed.slice(0, -1).some(({ fact }) => fact.warmBecause !== undefined))
    return
  context.onProgress({ tell: 'note', text: `the page cache stays warm: ${warmBecause}` })
}

/** What a variant is started with, each time. */
interface Measured {
  readonly launcher: Launcher
  readonly experience: Experience
  readonly cold: boolean
  readonly manners: Manners
  readonly withCommand: boolean
}

/** What has no budget is told from the fewest pairs; more of it would only make the run longer. */
const wantsCommand = ({ budgets, samples }: Service, pair: number): boolean =>
  pair <= samples.min || budgets.some(({ metric }) => metric === 'container-exec')

async function tellStart(step: StartStep, measured: Measured, context: MeasureContext): Promise<TimedStart> {
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
  { signal }: MeasureContext,
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
    const first = await Promise.race([exited, readIdleMemory(instance, signal)])
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
