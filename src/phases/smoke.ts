import type { Suite } from '../core/domain/check.js'
import type { CellFact, CheckFact } from '../core/domain/facts.js'
import type { FailureReason } from '../core/domain/failure.js'
import type { Instance } from '../core/domain/instance.js'
import type { StartFact } from '../core/domain/start-fact.js'
import { variantKey } from '../core/domain/variant.js'
import type { CellStep } from '../core/plan/make-plan.js'
import type { CellRun } from './cell-run.js'
import { type CheckRun, runCheck } from './check/run-check.js'
import { endsRun } from './ends-run.js'
import { inParallel } from './in-parallel.js'
import { watchMemoryPeak } from './memory-peak.js'
import { describe, type Launchers, type RunContext, serviceOf } from './run-context.js'
import { compareAcrossVariants } from './same-answers.js'
import { startInstance } from './start.js'

export interface SmokeOutcome {
  readonly cells: readonly CellFact[]
  readonly starts: readonly StartFact[]
}

/** Every suite × variant cell, several at once, each with an instance and a network of its own. */
export async function smoke(
  steps: readonly CellStep[],
  launchers: Launchers,
  context: RunContext,
): Promise<SmokeOutcome> {
  const possible = steps.filter(({ ref }) => launchers.has(variantKey(ref)))
  context.onProgress({ tell: 'phase', phase: 'smoke', steps: possible.length })
  const passedBy = ({ ref, suite }: CellStep, durationMs: number) =>
    context.onPassed?.({ phase: 'cells', service: ref.service, suite, durationMs })
  for (const step of steps) if (!possible.includes(step)) passedBy(step, 0)
  const runs = await inParallel(possible, context.parallel, async (step): Promise<CellRun> => {
    const name = `suite ${step.suite} on ${describe(step.ref)}`
    const begun = performance.now()
    context.onProgress({ tell: 'step-started', step: name })
    const run = await runCell(step, launchers, context)
    if (!context.signal.aborted && !isCutOff(run)) passedBy(step, performance.now() - begun)
    const passed = run.cell.checks.filter(({ outcome }) => outcome === 'passed').length
    context.onProgress({
      tell: 'step-ended',
      step: name,
      durationMs: run.cell.durationMs ?? performance.now() - begun,
      note: `${passed} of ${run.cell.checks.length} checks passed`,
      ...(run.cell.failure === undefined ? {} : { failure: run.cell.failure }),
    })
    return run
  })
  return {
    cells: compareAcrossVariants(runs, context.services),
    starts: runs.flatMap(({ start }) => (start === undefined ? [] : [start])),
  }
}

/** A machine that gave way took the rest of the cell with it. */
const isCutOff = ({ cell: { failure, checks } }: CellRun): boolean =>
  [failure, ...checks.map((check) => check.failure)].some((one) => one !== undefined && endsRun(one))

async function runCell(step: CellStep, launchers: Launchers, context: RunContext): Promise<CellRun> {
  const { ref } = step
  const suite = serviceOf(context, ref).smoke.find(({ name }) => name === step.suite) ?? {
    name: step.suite,
    checks: [],
  }
  const cell: Cell = {
    service: ref.service,
    suite: suite.name,
    role: ref.role,
    ...(ref.revision === 'base' && { revision: ref.revision }),
  }
  const launcher = launchers.get(variantKey(ref))
  if (launcher === undefined || context.signal.aborted) {
    const failure = { reason: 'cancelled', message: 'cancelled' } as const
    return { cell: { ...cell, checks: suite.checks.map(notRun), failure }, runs: [] }
  }
  const { fact: start, instance } = await startInstance(launcher, {
    purpose: 'smoke',
    suite: suite.name,
    // Commands on the runner want an address that needs no route into the bridge.
    publish: true,
    ownNetwork: true,
    signal: context.signal,
  })
  if (instance === undefined) return failedCell(cell, suite, start)
  try {
    if (start.failure !== undefined) return failedCell(cell, suite, start)
    return { ...(await runSuite(cell, suite, instance, launcher.variant.run.port, context)), start }
  } finally {
    await instance.stop().catch(() => {})
  }
}

type Cell = Pick<CellFact, 'service' | 'suite' | 'role' | 'revision'>

export async function runSuite(
  cell: Cell,
  suite: Suite,
  instance: Instance,
  port: number | undefined,
  context: RunContext,
): Promise<CellRun> {
  const begun = performance.now()
  const peakWatch = watchMemoryPeak(instance)
  const runs: CheckRun[] = []
  for (const check of suite.checks) {
    if (context.signal.aborted || runs.some(isOver)) {
      runs.push({ fact: notRun(check) })
      continue
    }
    runs.push(
      await runCheck(check, {
        instance,
        ...(port === undefined ? {} : { port }),
        env: { ...context.env, SERVICE: cell.service, VARIANT: cell.role },
        cwd: context.cwd,
        signal: context.signal,
      }),
    )
  }
  const durationMs = performance.now() - begun
  const peak = await peakWatch.end()
  // Half a suite took less time and less memory than a whole one.
  if (context.signal.aborted) return { cell: { ...cell, checks: runs.map(({ fact }) => fact) }, runs }
  // A container that ended has no memory left to read.
  const memory = await instance.memory().catch(() => undefined)
  return {
    cell: {
      ...cell,
      durationMs,
      checks: runs.map(({ fact }) => fact),
      ...(memory === undefined ? {} : { memoryAfterBytes: memory.workingSetBytes, memoryHow: memory.how }),
      ...(peak === undefined ? {} : { memoryPeakBytes: peak.bytes, memoryPeakHow: peak.how }),
    },
    runs,
  }
}

/** An instance that is gone cannot be asked again: one check tells of its end, not each that follows. */
const isOver = ({ fact }: CheckRun): boolean => fact.failure !== undefined && ends.has(fact.failure.reason)

const ends: ReadonlySet<FailureReason> = new Set(['exited', 'killed-by-memory-limit', 'engine-lost'])

const notRun = ({ name }: { readonly name: string }): CheckFact => ({ name, outcome: 'not-run' })

function failedCell(cell: Cell, suite: Suite, start: StartFact): CellRun {
  const failure = start.failure ?? { reason: 'start-refused', message: 'did not start' }
  return { cell: { ...cell, checks: suite.checks.map(notRun), failure }, start, runs: [] }
}
