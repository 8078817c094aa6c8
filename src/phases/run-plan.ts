import { setMaxListeners } from 'node:events'
import { isSettled } from '../core/budgets/settled.js'
import type { Service } from '../core/domain/config.js'
import type { Facts, PreparedFact, TimedBuildFact } from '../core/domain/facts.js'
import type { Failure, FailureReason } from '../core/domain/failure.js'
import { variantKey } from '../core/domain/variant.js'
import type { Plan } from '../core/plan/make-plan.js'
import { collectFacts } from './collect-facts.js'
import { type LoadOutcome, measureLoad } from './load.js'
import { measureStarts, type TimedStart } from './measure.js'
import { prepareVariants } from './prepare.js'
import type { Launchers, RunContext } from './run-context.js'
import { type SmokeOutcome, smoke } from './smoke.js'
import { timeBuilds } from './time-builds.js'

/** All phases over one plan. A phase that cannot go on leaves the facts of those before it. */
export async function runPlan(plan: Plan, context: RunContext): Promise<Facts> {
  // Every cell and every check listens for the cancel; many at once are no leak.
  setMaxListeners(0, context.signal)
  const machine = await context.engine.machine()
  const prepared = await prepareVariants(plan.prepare, context)
  let builds: readonly TimedBuildFact[] = []
  let timed: readonly TimedStart[] = []
  let smoked: SmokeOutcome = { cells: [], starts: [] }
  let load: LoadOutcome = { starts: [], loaded: [] }
  const isSettledBy = (service: Service, starts: readonly TimedStart[]) =>
    isSettled(
      collectFacts({ machine, prepared: prepared.facts, builds, timed: starts, smoke: smoked, load }),
      service,
    )
  const mayGoOn = () =>
    findInterruption(context, { prepared: prepared.facts, builds, timed, smoked, load }) === undefined
  if (mayGoOn()) builds = await timeBuilds(plan.builds, prepared.launchers, context)
  if (mayGoOn()) timed = await measureStarts(plan.starts, prepared.launchers, isSettledBy, context)
  if (mayGoOn()) smoked = await smoke(plan.cells, withoutDead(prepared.launchers, timed), context)
  if (plan.loads.length > 0 && mayGoOn())
    load = await measureLoad(plan.loads, withoutDead(prepared.launchers, timed), context)
  const interrupted = findInterruption(context, { prepared: prepared.facts, builds, timed, smoked, load })
  return collectFacts({
    machine,
    prepared: prepared.facts,
    builds,
    timed,
    smoke: smoked,
    load,
    ...(interrupted === undefined ? {} : { interrupted }),
  })
}

/** A variant that never came up while it had the machine to itself would only cost its ready timeout again, suite by suite. */
function withoutDead(launchers: Launchers, timed: readonly TimedStart[]): Launchers {
  const startsOf = (key: string) => timed.filter(({ fact }) => variantKey(fact.ref) === key)
  const isDead = (key: string) => startsOf(key).length > 0 && startsOf(key).every(({ fact }) => fact.failure)
  return new Map([...launchers].filter(([key]) => !isDead(key)))
}

interface Found {
  readonly prepared: readonly PreparedFact[]
  readonly builds: readonly TimedBuildFact[]
  readonly timed: readonly TimedStart[]
  readonly smoked: SmokeOutcome
  readonly load: LoadOutcome
}

/** A machine that gave way ends the run: what follows would only repeat it. */
function findInterruption(
  { signal }: RunContext,
  { prepared, builds, timed, smoked, load }: Found,
): Failure | undefined {
  if (signal.aborted) return { reason: 'cancelled', message: describeAbort(signal.reason) }
  const failures = [
    ...prepared.flatMap(({ failure, imageFailure }) => [failure, imageFailure]),
    ...[...timed.map(({ fact }) => fact), ...smoked.starts, ...load.starts, ...load.loaded].map(
      ({ failure }) => failure,
    ),
    ...smoked.cells.flatMap(({ checks }) => checks.map(({ failure }) => failure)),
  ]
  const lost = builds.find(({ failure }) => failure?.reason === 'engine-lost')?.failure
  return lost ?? failures.find((failure) => failure !== undefined && endsRun.has(failure.reason))
}

/** A registry that cannot be reached costs only the variants that need it, and a timed build that fills the disk only itself. */
const endsRun: ReadonlySet<FailureReason> = new Set(['engine-lost', 'disk-full'])

const describeAbort = (reason: unknown): string =>
  typeof reason === 'string' ? `cancelled by ${reason}` : 'cancelled'
