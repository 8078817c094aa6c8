import type { Facts, PreparedFact } from '../../core/domain/facts.js'
import { type Failure, isEnvironmental } from '../../core/domain/failure.js'
import type { Prepared } from '../../core/domain/instance.js'
import { type VariantRef, variantKey } from '../../core/domain/variant.js'
import { collectFacts } from '../../phases/collect-facts.js'
import { endsRun } from '../../phases/ends-run.js'
import { keepLast } from '../../phases/keep-last.js'
import { type Ledger, openLedger } from '../../phases/ledger.js'
import { prepareVariants } from '../../phases/prepare.js'
import type { RunContext } from '../../phases/run-context.js'
import { whyAborted } from '../../phases/why-aborted.js'
import type { Sender } from './send-images.js'

/** An image that cannot be sent is of no use to anybody: its variant counts as not prepared, for that reason. */
export async function prepareAndSend(
  refs: readonly VariantRef[],
  sender: Sender,
  given: RunContext,
): Promise<Facts> {
  const ledger = openLedger({ prepare: refs, builds: [], starts: [], cells: [], loads: [] })
  const context = { ...given, onPassed: ledger.onPassed }
  const machine = await context.engine.machine()
  const { facts, ready } = await prepareVariants(refs, context)
  const prepared: PreparedFact[] = []
  for (const [at, fact] of facts.entries()) {
    const image = ready.get(variantKey(fact.ref))
    const mayGoOn = interruptionOf([...prepared, ...facts.slice(at)], context.signal) === undefined
    if (fact.failure !== undefined && !isEnvironmental(fact.failure))
      await sender.tellUnmade(fact.ref, fact.failure.reason).catch(() => {
        // Who waits for it is told less, and the record has it all the same.
      })
    prepared.push(image && mayGoOn ? await sendOne(fact, image, { sender, ledger, context }) : fact)
  }
  const interrupted = interruptionOf(prepared, context.signal)
  return collectFacts({
    machine,
    prepared,
    timed: [],
    smoke: { cells: [], starts: [] },
    spent: ledger.spent(),
    ...(interrupted && { interrupted }),
  })
}

interface Sending {
  readonly sender: Sender
  readonly ledger: Ledger
  readonly context: RunContext
}

async function sendOne(
  fact: PreparedFact,
  image: Prepared,
  { sender, ledger, context: { signal, onProgress } }: Sending,
): Promise<PreparedFact> {
  // A process is where it is.
  if (image.openImage === undefined) return fact
  const { service, role } = fact.ref
  const step = `send ${service} ${role}`
  const lines: string[] = []
  const begun = performance.now()
  onProgress({ tell: 'step-started', step })
  const sent = await sender.send(image, fact, { signal, onLine: (line) => keepLast(lines, line) })
  const durationMs = performance.now() - begun
  const failure = sent.outcome === 'failed' ? sent.failure : undefined
  if (failure !== undefined && lines.length > 0)
    onProgress({ tell: 'log', title: `${step}: failed`, lines, failed: true })
  const note = sent.outcome === 'sent' ? sent.note : 'failed'
  onProgress({ tell: 'step-ended', step, durationMs, note, ...(failure && { failure }) })
  if (failure !== undefined) return { ...fact, outcome: 'failed', failure }
  ledger.onPassed({ phase: 'prepare', service, durationMs })
  return fact
}

/** A machine that gave way ends the work: what follows would only repeat it. */
function interruptionOf(facts: readonly PreparedFact[], signal: AbortSignal): Failure | undefined {
  if (signal.aborted) return whyAborted(signal)
  return facts
    .flatMap(({ failure, imageFailure }) => [failure, imageFailure])
    .find((failure) => failure !== undefined && endsRun(failure))
}
