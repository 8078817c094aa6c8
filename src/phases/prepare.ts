import type { Service } from '../core/domain/config.js'
import { UsageError } from '../core/domain/errors.js'
import type { PreparedFact } from '../core/domain/facts.js'
import type { Failure, FailureReason } from '../core/domain/failure.js'
import type { Launcher, Prepared } from '../core/domain/instance.js'
import { type VariantRef, variantKey } from '../core/domain/variant.js'
import { keepContext, keepInside } from '../core/record/keep-inside.js'
import type { PullSize } from '../image/digest/sampling.js'
import { inspectImage } from '../image/inspect-image.js'
import { type KnownSizes, makeKnownSizes } from '../image/known-sizes.js'
import { inParallel } from './in-parallel.js'
import { keepLast } from './keep-last.js'
import { placeInDockerfile } from './place-in-dockerfile.js'
import { describe, type Launchers, type RunContext, serviceOf, variantOf } from './run-context.js'
import { weighContext } from './weigh-context.js'

export interface PreparedVariants {
  readonly facts: readonly PreparedFact[]
  readonly launchers: Launchers
  /** Those that could be made ready, by variant key. */
  readonly ready: ReadonlyMap<string, Prepared>
}

/** Builds, pulls or loads every variant, several at once; one that fails leaves the others to be measured. */
export async function prepareVariants(
  refs: readonly VariantRef[],
  context: RunContext,
): Promise<PreparedVariants> {
  context.onProgress({ tell: 'phase', phase: 'build', steps: refs.length })
  const launchers = new Map<string, Launcher>()
  const ready = new Map<string, Prepared>()
  const sizes = makeKnownSizes()
  const broken = new AbortController()
  const signal = AbortSignal.any([context.signal, broken.signal])
  const facts = await inParallel(refs, context.parallel, async (ref) => {
    if (signal.aborted) return { ref, outcome: 'failed' as const, failure: cancelled }
    try {
      const { prepared, fact } = await prepareOne(ref, { ...context, signal, sizes })
      if (prepared.launcher !== undefined) {
        launchers.set(variantKey(ref), prepared.launcher)
        ready.set(variantKey(ref), prepared)
      }
      return fact
    } catch (error) {
      // There will be no run, so nobody wants the other builds.
      broken.abort()
      throw error
    }
  })
  return { facts, launchers, ready }
}

interface PrepareContext extends RunContext {
  readonly sizes: KnownSizes
}

async function prepareOne(ref: VariantRef, context: PrepareContext) {
  const { signal, onProgress } = context
  const step = `prepare ${describe(ref)}`
  const lines: string[] = []
  const begun = performance.now()
  onProgress({ tell: 'step-started', step })
  const prepared = await takeOrPrepare(ref, context, (line) => keepLast(lines, line))
  const fact = await withImage(prepared, ref, context)
  const failure = fact.failure ?? fact.imageFailure ?? fact.insideFailure
  if (lines.length > 0) {
    onProgress({
      tell: 'log',
      title: `${describe(ref)}: ${fact.outcome}`,
      lines,
      failed: fact.outcome === 'failed',
    })
  }
  const durationMs = performance.now() - begun
  if (fact.outcome !== 'failed' && !signal.aborted)
    context.onPassed?.({ phase: 'prepare', service: ref.service, durationMs })
  onProgress({
    tell: 'step-ended',
    step,
    durationMs,
    note: noteOf(fact),
    ...(failure === undefined ? {} : { failure }),
  })
  return { prepared, fact }
}

/** What was to come from another machine is never made again here: it would be another image. */
async function takeOrPrepare(
  ref: VariantRef,
  context: RunContext,
  onLine: (line: string) => void,
): Promise<Prepared> {
  const { engine, signal, travelled } = context
  const variant = variantOf(context, ref)
  const sender = variant.source.from === 'process' ? undefined : travelled?.senders.get(ref.service)
  const image = sender === undefined ? undefined : travelled?.images.get(variantKey(ref))
  if (sender !== undefined && image === undefined)
    return {
      fact: { ref, outcome: 'failed', failure: whyNotSent(sender, travelled?.unmade?.get(variantKey(ref))) },
    }
  const request = { ref, variant, signal, onLine, ...(image && { travelled: image }) }
  if (ref.revision === 'head') return engine.prepare(request)
  if (context.withoutBase !== undefined)
    return { fact: { ref, outcome: 'failed', failure: context.withoutBase } }
  // What the base's own config is wrong about is no mistake of whoever runs this.
  return engine.prepare(request).catch((error: unknown) => {
    if (!(error instanceof UsageError)) throw error
    return { fact: { ref, outcome: 'failed', failure: { reason: 'not-run', message: error.message } } }
  })
}

/** A variant that cannot be made is an answer, wherever it was tried; an image that did not come is none. */
const whyNotSent = (sender: number, unmade: FailureReason | undefined): Failure =>
  unmade === undefined
    ? notSent(sender)
    : { reason: unmade, message: `build shard ${sender} could not make it; its record says why` }

const notSent = (sender: number): Failure => ({
  reason: 'shard-lost',
  message: `build shard ${sender} sent no image of it: see what that shard says, and run it again with all that need it`,
})

const noteOf = ({ outcome, build, image }: PreparedFact): string => {
  const built = build === undefined ? outcome : `${outcome} in ${(build.durationMs / 1000).toFixed(2)} s`
  return image === undefined ? built : `${built}, ${image.layers.length} layers read`
}

async function withImage(
  prepared: Prepared,
  ref: VariantRef,
  context: PrepareContext,
): Promise<PreparedFact> {
  const [fact, weighed] = await Promise.all([
    withInside(prepared, ref, context),
    weighContext(prepared, ref, context),
  ])
  return weighed === undefined ? fact : { ...fact, context: keepContext(weighed) }
}

async function withInside(
  { fact, openImage }: Prepared,
  ref: VariantRef,
  context: PrepareContext,
): Promise<PreparedFact> {
  const { signal, cwd, sizes } = context
  if (openImage === undefined) return fact
  try {
    const pullSize = pullSizeFor(serviceOf(context, ref))
    const read = await inspectImage(openImage(signal), { signal, digests: 'engine', sizes, pullSize })
    if (read.outcome === 'unreadable') return { ...fact, imageFailure: read.failure }
    if (read.outcome === 'sized') return { ...fact, image: read.image, insideFailure: read.failure }
    const { contents } = read
    const { source } = variantOf(context, ref)
    // Lines of another state would be looked for in this one.
    const { insight, findings } =
      ref.revision === 'base' ? read : await placeInDockerfile(read, contents.config.history, source, cwd)
    return { ...fact, image: contents.image, inside: keepInside(insight, findings) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { ...fact, imageFailure: signal.aborted ? cancelled : { reason: 'image-unreadable', message } }
  }
}

/** Compressing all of an image of a gigabyte takes longer than all its starts; only a verdict is worth that. */
const pullSizeFor = ({ budgets }: Service): PullSize =>
  budgets.some(({ metric }) => metric === 'pull-size') ? 'deflated' : 'closely'

const cancelled: Failure = { reason: 'cancelled', message: 'cancelled' }
