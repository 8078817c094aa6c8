import type { Failure } from '../core/domain/failure.js'
import type { Exit, Instance } from '../core/domain/instance.js'
import type { StartFact } from '../core/domain/start-fact.js'
import { type VariantRef, variantKey } from '../core/domain/variant.js'
import type { LoadSlice, LoadStep } from '../core/plan/make-plan.js'
import { type LoadRun, runLoad } from '../probe/load.js'
import { type LoadClient, openLoadClient } from '../probe/load-client.js'
import { endsRun } from './ends-run.js'
import type { LoadedSlice, LoadedVariant } from './load-facts.js'
import { exitFailure } from './ready/exit-failure.js'
import { exitInSight } from './ready/exit-in-sight.js'
import { describe, type Launchers, type RunContext, serviceOf, variantOf } from './run-context.js'
import { startInstance } from './start.js'

export interface LoadOutcome {
  readonly starts: readonly StartFact[]
  readonly loaded: readonly LoadedVariant[]
}

type LoadContext = Pick<RunContext, 'signal' | 'onProgress' | 'services' | 'onPassed'>

/** How long a request may take: whoever waits longer has left. */
const patienceMs = 10_000

/** Latency under load, one service after the other: its variants up, asked in turn, nothing beside them. */
export async function measureLoad(
  steps: readonly LoadStep[],
  launchers: Launchers,
  context: LoadContext,
): Promise<LoadOutcome> {
  const isPossible = ({ refs }: LoadStep) => refs.some((ref) => launchers.has(variantKey(ref)))
  context.onProgress({ tell: 'phase', phase: 'load', steps: steps.filter(isPossible).length })
  const outcomes: LoadOutcome[] = []
  for (const step of steps) {
    if (context.signal.aborted) break
    const begun = performance.now()
    if (isPossible(step)) outcomes.push(await tellService(step, launchers, context))
    const failures = outcomes.at(-1)?.loaded.flatMap(({ failure }) => failure ?? []) ?? []
    if (context.signal.aborted || failures.some(endsRun)) break
    const durationMs = isPossible(step) ? performance.now() - begun : 0
    context.onPassed?.({ phase: 'loads', service: step.service, durationMs })
  }
  return {
    starts: outcomes.flatMap(({ starts }) => starts),
    loaded: outcomes.flatMap(({ loaded }) => loaded),
  }
}

async function tellService(step: LoadStep, launchers: Launchers, context: LoadContext): Promise<LoadOutcome> {
  const name = `load on ${step.service}`
  const begun = performance.now()
  context.onProgress({ tell: 'step-started', step: name })
  const outcome = await loadService(step, launchers, context)
  const failure = [...outcome.starts, ...outcome.loaded].flatMap((one) => one.failure ?? [])[0]
  const asked = outcome.loaded.flatMap(({ slices }) => slices.flatMap(({ run }) => run.samples)).length
  context.onProgress({
    tell: 'step-ended',
    step: name,
    durationMs: performance.now() - begun,
    note: `${asked} requests`,
    ...(failure && { failure }),
  })
  return outcome
}

/** A variant that is up, with whoever asks it. */
interface Standing {
  readonly ref: VariantRef
  readonly instance: Instance
  readonly client: LoadClient
  readonly slices: LoadedSlice[]
  exit?: Exit
}

async function loadService(
  { refs, slices }: LoadStep,
  launchers: Launchers,
  context: LoadContext,
): Promise<LoadOutcome> {
  const starts: StartFact[] = []
  const standing = new Map<string, Standing>()
  const instances: Instance[] = []
  try {
    for (const ref of refs) {
      const launcher = launchers.get(variantKey(ref))
      if (launcher === undefined || context.signal.aborted) continue
      const { signal } = context
      const options = { purpose: 'load', publish: false, ownNetwork: false, signal } as const
      const { fact, instance } = await startInstance(launcher, options)
      starts.push(fact)
      if (instance === undefined) continue
      instances.push(instance)
      if (fact.failure === undefined) standing.set(variantKey(ref), stand(ref, instance, context))
    }
    const failed = await askInTurn(slices, standing, context)
    return {
      starts,
      loaded: [...standing].map(([key, { ref, slices }]) => {
        const failure = failed.get(key)
        return { ref, slices, ...(failure && { failure }) }
      }),
    }
  } finally {
    for (const { client } of standing.values()) client.close()
    await Promise.all(instances.map((instance) => instance.stop().catch(() => {})))
  }
}

function stand(ref: VariantRef, instance: Instance, context: LoadContext): Standing {
  const service = serviceOf(context, ref)
  const { port } = variantOf(context, ref).run
  // The config was refused where either is absent.
  if (port === undefined || service.load === undefined)
    throw new Error(`${describe(ref)} has no port or no load`)
  const target = { address: instance.address(port), path: service.load.path, timeoutMs: patienceMs }
  const one: Standing = { ref, instance, client: openLoadClient(target), slices: [] }
  void instance.exited.then((exit) => {
    one.exit = exit
  })
  return one
}

/** Until all slices are done, one variant is gone, or the time is up. What went wrong, by variant. */
async function askInTurn(
  slices: readonly LoadSlice[],
  standing: ReadonlyMap<string, Standing>,
  context: LoadContext,
): Promise<ReadonlyMap<string, Failure>> {
  const begun = performance.now()
  let lastPair = Number.POSITIVE_INFINITY
  for (const slice of slices) {
    const one = standing.get(variantKey(slice.ref))
    // A variant whose other one never came up is asked all the same: its limits can still be judged.
    if (one === undefined) continue
    // Whole pairs only: half a pair would be lost.
    if (slice.pair > lastPair) break
    const run = await askSlice(slice, one, context)
    if (context.signal.aborted) break
    one.slices.push({ slice, run })
    const isLost = run.samples.every(({ error }) => error !== undefined)
    if (isLost) await exitInSight(one.instance)
    if (one.exit !== undefined) {
      const failure = await exitFailure(one.instance, one.exit, 'under load')
      return new Map([[variantKey(slice.ref), failure]])
    }
    if ((isLost && !slice.warmUp) || performance.now() - begun > mostMs(slice.ref, context))
      lastPair = Math.min(lastPair, slice.pair)
  }
  return new Map()
}

/** Where every slice takes its whole patience, nobody waits for all of them: three times the load of both variants. */
const mostMs = (ref: VariantRef, context: LoadContext): number =>
  3 * 2 * (serviceOf(context, ref).load?.durationMs ?? 0) + patienceMs

async function askSlice(
  { ref, requests }: LoadSlice,
  { instance, client, exit }: Standing,
  context: LoadContext,
): Promise<LoadRun> {
  const ratePerSecond = serviceOf(context, ref).load?.ratePerSecond ?? 1
  const over = new AbortController()
  const end = () => over.abort()
  if (context.signal.aborted || exit !== undefined) end()
  context.signal.addEventListener('abort', end, { once: true })
  void instance.exited.then(end)
  try {
    return await runLoad(client, { requests, ratePerSecond, signal: over.signal })
  } finally {
    context.signal.removeEventListener('abort', end)
  }
}
