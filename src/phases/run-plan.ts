import { setMaxListeners } from 'node:events'
import { isSettled } from '../core/budgets/settled.js'
import type { Service } from '../core/domain/config.js'
import type { Facts, MachineFact } from '../core/domain/facts.js'
import type { Failure } from '../core/domain/failure.js'
import type { Unit } from '../core/domain/plan.js'
import type { Progress } from '../core/domain/progress.js'
import { variantKey } from '../core/domain/variant.js'
import type { Plan } from '../core/plan/make-plan.js'
import { type Collected, collectFacts } from './collect-facts.js'
import { endsRun } from './ends-run.js'
import { openLedger } from './ledger.js'
import { measureLoad } from './load.js'
import { measureStarts } from './measure.js'
import { prepareVariants } from './prepare.js'
import type { Launchers, RunContext } from './run-context.js'
import { smoke } from './smoke.js'
import { timeBuilds } from './time-builds.js'
import type { TimedStart } from './timed-start.js'
import { whyAborted } from './why-aborted.js'

type PhaseName = Extract<Progress, { tell: 'phase' }>['phase']

/** How far a run has come. */
export interface Reached {
  readonly facts: Facts
  /** Units that are behind all their phases. */
  readonly done: readonly Unit[]
  /** What follows. Absent at the end. */
  readonly next?: PhaseName
}

/** Told between two phases, for whoever must not lose what was found so far. */
type OnReached = (reached: Reached) => Promise<void>

/** All phases over one plan. A phase that cannot go on leaves the facts of those before it. */
export async function runPlan(plan: Plan, given: RunContext, onReached?: OnReached): Promise<Reached> {
  // Every cell and every check listens for the cancel; many at once are no leak.
  setMaxListeners(0, given.signal)
  const ledger = openLedger(plan)
  const context: RunContext = { ...given, onPassed: ledger.onPassed }
  let found: Collected = { prepared: [], timed: [], smoke: { cells: [], starts: [] } }
  const reached = (): Reached => {
    const interrupted = findInterruption(context, found)
    const spent = ledger.spent()
    const facts = collectFacts({ ...found, spent, ...(interrupted === undefined ? {} : { interrupted }) })
    return { facts, done: ledger.done() }
  }
  /** What stands before a phase is told, so that it is not lost with it. */
  const mayGoOnTo = async (next: PhaseName, steps: readonly unknown[]): Promise<boolean> => {
    if (steps.length === 0 || findInterruption(context, found) !== undefined) return false
    await onReached?.({ ...reached(), next })
    return !context.signal.aborted
  }
  const asked = context.engine.machine()
  // An engine that is lost is told below; until then what is being prepared comes to its end.
  asked.catch(() => {})
  if (plan.starts.length > 0) context.engine.getReady?.()
  const { facts: prepared, launchers } = await prepareVariants(plan.prepare, context)
  const machine = await asked
  found = { ...found, machine, prepared }
  if (await mayGoOnTo('time-builds', plan.builds))
    found = { ...found, builds: await timeBuilds(plan.builds, launchers, context) }
  if (await mayGoOnTo('measure', plan.starts)) {
    const isSettledBy = (service: Service, timed: readonly TimedStart[]) =>
      isSettled(collectFacts({ ...ofService(found, service, machine), timed }), service)
    found = { ...found, timed: await measureStarts(plan.starts, launchers, isSettledBy, context) }
  }
  const alive = withoutDead(launchers, found.timed)
  if (await mayGoOnTo('smoke', plan.cells))
    found = { ...found, smoke: await smoke(plan.cells, alive, context) }
  if (await mayGoOnTo('load', plan.loads))
    found = { ...found, load: await measureLoad(plan.loads, alive, context) }
  return reached()
}

/** To settle one service nothing of the others is needed, and a run of many would collect it again and again. */
const ofService = (found: Collected, { name }: Service, machine: MachineFact): Collected => ({
  machine,
  prepared: found.prepared.filter(({ ref }) => ref.service === name),
  builds: found.builds?.filter(({ ref }) => ref.service === name) ?? [],
  timed: [],
  smoke: { cells: [], starts: [] },
})

/** A variant that never came up while it had the machine to itself would only cost its ready timeout again, suite by suite. */
function withoutDead(launchers: Launchers, timed: readonly TimedStart[]): Launchers {
  const came = new Map<string, boolean>()
  for (const { fact } of timed) {
    const key = variantKey(fact.ref)
    came.set(key, came.get(key) === true || fact.failure === undefined)
  }
  return new Map([...launchers].filter(([key]) => came.get(key) !== false))
}

/** A machine that gave way ends the run: what follows would only repeat it. */
function findInterruption({ signal }: RunContext, found: Collected): Failure | undefined {
  if (signal.aborted) return whyAborted(signal)
  const { prepared, builds = [], timed, smoke: smoked, load } = found
  // A timed build that fills the disk costs only itself.
  const lost = builds.find(({ failure }) => failure?.reason === 'engine-lost')?.failure
  const failures = [
    ...prepared.flatMap(({ failure, imageFailure }) => [failure, imageFailure]),
    ...[
      ...timed.map(({ fact }) => fact),
      ...smoked.starts,
      ...(load?.starts ?? []),
      ...(load?.loaded ?? []),
    ].map(({ failure }) => failure),
    ...smoked.cells.flatMap(({ checks }) => checks.map(({ failure }) => failure)),
  ]
  return lost ?? failures.find((failure) => failure !== undefined && endsRun(failure))
}
