import type { BuildTimer, TimedBuild, TimedBuildRequest } from '../core/domain/build-timer.js'
import type { Service } from '../core/domain/config.js'
import type { BuildKind, TimedBuildFact } from '../core/domain/facts.js'
import type { Failure } from '../core/domain/failure.js'
import { type VariantRef, variantKey } from '../core/domain/variant.js'
import type { BuildStep } from '../core/plan/plan-builds.js'
import { keepLast } from './keep-last.js'
import { type Changeable, openChangeables } from './open-changeables.js'
import { describe, type Launchers, type RunContext, serviceOf, variantOf } from './run-context.js'

/** Builds for their durations alone, one after the other, nothing beside them. */
export async function timeBuilds(
  steps: readonly BuildStep[],
  launchers: Launchers,
  context: RunContext,
): Promise<TimedBuildFact[]> {
  const possible = steps.filter(({ ref }) => launchers.has(variantKey(ref)))
  context.onProgress({ tell: 'phase', phase: 'time-builds', steps: possible.length })
  const facts: TimedBuildFact[] = []
  for (const service of context.services) {
    const own = possible.filter(({ ref }) => ref.service === service.name)
    if (context.signal.aborted || isLost(facts)) continue
    if (own.length === 0) {
      if (steps.some(({ ref }) => ref.service === service.name))
        context.onPassed?.({ phase: 'builds', service: service.name, durationMs: 0 })
      continue
    }
    const begun = performance.now()
    const timer = context.engine.openBuildTimer?.()
    if (timer === undefined) throw new Error(`${service.name} is to be built, and its engine builds nothing`)
    try {
      await timeService(own, timer, service, context, facts)
    } finally {
      await timer.end()
    }
    if (context.signal.aborted || isLost(facts)) continue
    context.onPassed?.({ phase: 'builds', service: service.name, durationMs: performance.now() - begun })
  }
  return facts
}

const isLost = (facts: readonly TimedBuildFact[]): boolean =>
  facts.some(({ failure }) => failure?.reason === 'engine-lost')

const kinds: readonly BuildKind[] = ['cold', 'warm', 'rebuild']

async function timeService(
  steps: readonly BuildStep[],
  timer: BuildTimer,
  service: Service,
  context: RunContext,
  facts: TimedBuildFact[],
): Promise<void> {
  const begun = performance.now()
  const forMs = service.builds?.forMs ?? Number.POSITIVE_INFINITY
  for (const kind of kinds) {
    const own = steps.filter((step) => step.kind === kind)
    if (own.length === 0 || context.signal.aborted || isLost(facts)) continue
    const left = new Set<string>()
    const changeables = kind === 'rebuild' ? await openRebuilds(own, timer, context, facts) : undefined
    let lastPairMs = 0
    for (const pair of new Set(own.map((one) => one.pair))) {
      // A pair that would end too late is not begun; the first of its kind is taken all the same.
      if (lastPairMs > 0 && performance.now() - begun + lastPairMs > forMs) {
        const text = `${service.name}: its time for builds is over after ${pair - 1} pairs of ${kind} builds`
        context.onProgress({ tell: 'note', text })
        break
      }
      const pairBegun = performance.now()
      for (const step of own.filter((one) => one.pair === pair)) {
        if (context.signal.aborted || isLost(facts)) return
        const changeable = changeables?.get(variantKey(step.ref))
        if (kind === 'rebuild' && changeable === undefined) continue
        const fact = await timeStep(step, changeable, timer, context)
        facts.push(fact)
        if (fact.failure !== undefined) left.add(variantKey(step.ref))
      }
      lastPairMs = performance.now() - pairBegun
      if (left.size > 0) break
    }
  }
}

/** Copies of the contexts, each built once as it is: then only the change counts. Whoever has none is told why. */
async function openRebuilds(
  steps: readonly BuildStep[],
  timer: BuildTimer,
  context: RunContext,
  facts: TimedBuildFact[],
): Promise<ReadonlyMap<string, Changeable>> {
  const refs = [...new Map(steps.map(({ ref }) => [variantKey(ref), ref])).values()]
  const opened = await openChangeables(refs, timer, context)
  const ready = new Map<string, Changeable>()
  for (const { ref, changeable, failure } of opened) {
    const built = changeable && (await buildOnce('unchanged', ref, changeable, timer, context))
    const why = failure ?? built?.failure
    if (why !== undefined) facts.push({ ref, kind: 'rebuild', failure: why })
    else if (changeable !== undefined) ready.set(variantKey(ref), changeable)
  }
  return ready
}

async function timeStep(
  { ref, kind, pair, warmUp }: BuildStep,
  changeable: Changeable | undefined,
  timer: BuildTimer,
  context: RunContext,
): Promise<TimedBuildFact> {
  const file = changeable === undefined ? {} : { file: changeable.file }
  const base = { ref, kind, pair, ...(warmUp ? { warmUp } : {}), ...file }
  try {
    await changeable?.change(pair)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { ...base, failure: { reason: 'not-run', message: `the copy could not be changed: ${message}` } }
  }
  return { ...base, ...(await buildOnce(kind, ref, changeable, timer, context, pair)) }
}

async function buildOnce(
  kind: TimedBuildRequest['kind'],
  ref: VariantRef,
  changeable: Changeable | undefined,
  timer: BuildTimer,
  context: RunContext,
  pair?: number,
): Promise<TimedBuild> {
  const { onProgress, signal } = context
  const service = serviceOf(context, ref)
  const { source } = variantOf(context, ref)
  if (source.from !== 'dockerfile')
    throw new Error(`the plan builds ${variantKey(ref)}, which is none to build`)
  const step = `build ${describe(ref)} ${kind}${pair === undefined ? '' : ` ${pair}`}`
  onProgress({ tell: 'step-started', step })
  const lines: string[] = []
  const begun = performance.now()
  const limit = AbortSignal.timeout(service.builds?.forMs ?? 2 ** 31 - 1)
  const built = await timer.build({
    ref,
    source,
    kind,
    ...(changeable === undefined ? {} : { copy: changeable.copy }),
    signal: AbortSignal.any([signal, limit]),
    onLine: (line) => keepLast(lines, line),
  })
  const isLate = built.failure !== undefined && limit.aborted && !signal.aborted
  const failure = isLate ? tooLong(service) : built.failure
  if (failure !== undefined && lines.length > 0)
    onProgress({ tell: 'log', title: step, lines, failed: !signal.aborted })
  onProgress({
    tell: 'step-ended',
    step,
    durationMs: built.build?.durationMs ?? performance.now() - begun,
    ...(failure === undefined ? {} : { failure }),
  })
  return { ...built, ...(failure === undefined ? {} : { failure }) }
}

const tooLong = ({ builds }: Service): Failure => ({
  reason: 'timeout',
  message: `took longer than builds.for, ${(builds?.forMs ?? 0) / 1000} s`,
})
