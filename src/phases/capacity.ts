import { setMaxListeners } from 'node:events'
import { refusal, reserveOf } from '../core/capacity/memory-guard.js'
import { nextLevel } from '../core/capacity/search.js'
import type {
  CapacityFact,
  CapacityRecord,
  CopiesBound,
  LevelFact,
  LevelStop,
} from '../core/domain/capacity.js'
import type { Failure } from '../core/domain/failure.js'
import type { Engine, Launcher } from '../core/domain/instance.js'
import { roles, variantKey } from '../core/domain/variant.js'
import { quantity } from '../core/findings/quantity.js'
import type { CapacityContext } from './capacity/context.js'
import { runLevel } from './capacity/level.js'
import { prepareVariants } from './prepare.js'
import { describe, type RunContext, serviceOf } from './run-context.js'

export type CapacityFacts = Omit<CapacityRecord, 'capacityVersion' | 'tool' | 'run'>

/** Both variants of every service, one after the other, each to its end: nothing else of ours runs beside a level. */
export async function measureCapacity(context: CapacityContext): Promise<CapacityFacts> {
  setMaxListeners(0, context.signal)
  const machine = await context.engine.machine()
  const { totalBytes } = await context.readRoom()
  const refs = context.services.flatMap(({ name }) =>
    roles.map((role) => ({ service: name, role, revision: 'head' as const })),
  )
  const prepared = await prepareVariants(refs, { ...context, engine: withoutImages(context.engine) })
  context.onProgress({ tell: 'phase', phase: 'capacity', steps: refs.length })
  const reserveBytes = reserveOf(totalBytes)
  const variants: CapacityFact[] = []
  let interrupted: Failure | undefined
  for (const ref of refs) {
    if (context.signal.aborted) interrupted ??= cancelled
    const launcher = prepared.launchers.get(variantKey(ref))
    const unprepared = prepared.facts.find((fact) => variantKey(fact.ref) === variantKey(ref))?.failure
    const fact: CapacityFact =
      interrupted !== undefined || launcher === undefined
        ? {
            ref,
            bound: context.bound,
            levels: [],
            failure: interrupted ?? unprepared ?? notRun('was not prepared'),
          }
        : await findCapacity(launcher, reserveBytes, context)
    variants.push(fact)
    if (fact.failure !== undefined && endsRun.has(fact.failure.reason)) interrupted ??= fact.failure
  }
  return {
    machine,
    memoryBytes: totalBytes,
    reserveBytes,
    variants,
    ...(interrupted === undefined ? {} : { interrupted }),
  }
}

/** Nobody here asks for sizes, and to read a large image takes longer than many a level. */
const withoutImages = (engine: Engine): Engine => ({
  ...engine,
  async prepare(request) {
    const { openImage: _, weighContext: __, ...prepared } = await engine.prepare(request)
    return prepared
  },
})

async function findCapacity(
  launcher: Launcher,
  reserveBytes: number,
  context: CapacityContext,
): Promise<CapacityFact> {
  const { ref } = launcher
  const service = serviceOf(context, ref)
  const bound = boundOf(launcher, context)
  const levels: LevelFact[] = []
  let bytesPerCopy = 0
  for (;;) {
    const next = nextLevel(attemptsOf(levels), bound.copies)
    if (next.next === 'done') {
      const stop = levels.findLast(({ copies }) => copies === next.stoppedAt)?.stop
      return { ref, bound, levels, carried: next.carried, ...(stop === undefined ? {} : { stop }) }
    }
    const { copies } = next
    const room = await context.readRoom()
    const stop = refusal(room, reserveBytes, copies, bytesPerCopy)
    if (stop !== undefined) {
      // No copy has been seen yet: that says something of who else is on the machine, and nothing of the variant.
      if (bytesPerCopy === 0)
        return { ref, bound, levels, failure: notRun(noRoom(room.availableBytes, reserveBytes)) }
      levels.push(told({ copies, outcome: 'refused', stop, durationMs: 0 }, context, describe(ref)))
      continue
    }
    context.onProgress({ tell: 'step-started', step: stepOf(describe(ref), copies) })
    const run = await runLevel({ launcher, service, copies, reserveBytes, context })
    levels.push(told(run.fact, context, describe(ref), run.failure))
    bytesPerCopy = Math.max(bytesPerCopy, run.bytesPerCopy)
    if (run.failure !== undefined) return { ref, bound, levels, failure: run.failure }
  }
}

const boundOf = ({ variant }: Launcher, { bound }: CapacityContext): CopiesBound =>
  variant.source.from === 'process' ? { copies: 1, by: 'process' } : bound

const attemptsOf = (levels: readonly LevelFact[]) =>
  levels.flatMap(({ copies, outcome }) => (outcome === undefined ? [] : [{ copies, outcome }]))

function told(fact: LevelFact, { onProgress }: RunContext, variant: string, ended?: Failure): LevelFact {
  const failure = ended ?? failureOf(fact.stop)
  onProgress({
    tell: 'step-ended',
    step: stepOf(variant, fact.copies),
    durationMs: fact.durationMs,
    note: fact.outcome ?? 'cut off',
    ...(failure === undefined ? {} : { failure }),
  })
  return fact
}

const stepOf = (variant: string, copies: number): string => `${variant} × ${copies}`

/** For the progress only: the record keeps the stop as it is. */
function failureOf(stop: LevelStop | undefined): Failure | undefined {
  if (stop === undefined) return undefined
  if (stop.by === 'startup-budget') {
    const [took, limit] = [quantity(stop.startupMs, 'ms'), quantity(stop.limitMs, 'ms')]
    return { reason: 'timeout', message: `a copy was ready after ${took}, the budget is ${limit}` }
  }
  if (stop.by === 'machine-memory') return notRun(noRoom(stop.availableBytes, stop.reserveBytes))
  return stop.failure
}

const noRoom = (availableBytes: number, reserveBytes: number): string =>
  `the machine has ${quantity(availableBytes, 'bytes')} of memory left, and ${quantity(reserveBytes, 'bytes')} are kept free`

const notRun = (message: string): Failure => ({ reason: 'not-run', message })
const cancelled: Failure = { reason: 'cancelled', message: 'cancelled' }

const endsRun: ReadonlySet<Failure['reason']> = new Set(['engine-lost', 'disk-full', 'cancelled'])
