import type { Service } from '../core/domain/config.js'
import type { StartFact } from '../core/domain/start-fact.js'
import { type VariantRef, variantKey } from '../core/domain/variant.js'
import type { StartStep } from '../core/plan/make-plan.js'
import { samplesBase } from '../core/plan/with-base.js'
import { refOfTurn, type Turn } from '../core/stats/pairs.js'
import { endsRun } from './ends-run.js'
import { type Launchers, type RunContext, serviceOf } from './run-context.js'
import { type Known, nothingKnown, type TimedStart, tellStart } from './timed-start.js'

/** A variant that failed this often in a row is left: each further try may cost its whole ready timeout. */
const attemptsBeforeGivingUp = 2

type MeasureContext = Pick<RunContext, 'signal' | 'onProgress' | 'services' | 'onPassed'>

/** Whether further starts of a service could still tell anything, by those of it that were taken. */
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
  const all: TimedStart[] = []
  for (const [name, own] of byService(steps)) {
    if (context.signal.aborted) break
    const begun = performance.now()
    const timed = await measureService(own, launchers, isSettled, context, all)
    all.push(...timed)
    if (context.signal.aborted || timed.some(isCutOff)) break
    const durationMs = timed.length === 0 ? 0 : performance.now() - begun
    context.onPassed?.({ phase: 'starts', service: name, durationMs })
  }
  return all
}

function byService(steps: readonly StartStep[]): ReadonlyMap<string, readonly StartStep[]> {
  const groups = new Map<string, StartStep[]>()
  for (const step of steps) {
    const own = groups.get(step.ref.service) ?? []
    own.push(step)
    groups.set(step.ref.service, own)
  }
  return groups
}

const isCutOff = ({ fact }: TimedStart): boolean => fact.failure !== undefined && endsRun(fact.failure)

/** Pairs of one service, until they tell enough. */
async function measureService(
  steps: readonly StartStep[],
  launchers: Launchers,
  isSettled: IsSettled,
  context: MeasureContext,
  before: readonly TimedStart[],
): Promise<readonly TimedStart[]> {
  const begun = performance.now()
  const timed: TimedStart[] = []
  const known = new Map<string, Known>()
  const failedInARow = new Map<string, number>()
  const isLeft = (ref: VariantRef) =>
    !launchers.has(variantKey(ref)) || (failedInARow.get(variantKey(ref)) ?? 0) >= attemptsBeforeGivingUp
  for (const [index, step] of steps.entries()) {
    if (context.signal.aborted) break
    const service = serviceOf(context, step.ref)
    const key = variantKey(step.ref)
    const launcher = launchers.get(key)
    if (launcher !== undefined && !isLeft(step.ref)) {
      const own = known.get(key) ?? nothingKnown()
      known.set(key, own)
      const cold = service.samples.cold === true
      const withCommand = wantsCommand(service, step.pair)
      const one = await tellStart(step, { ...own, launcher, cold, withCommand }, context)
      timed.push(one)
      tellIfWarm(one.fact, [...before, ...timed], context)
      failedInARow.set(key, one.fact.failure === undefined ? 0 : (failedInARow.get(key) ?? 0) + 1)
      if (isCutOff(one)) break
    }
    // Between pairs only: half a pair would be lost.
    const next = steps[index + 1]
    if (next?.pair === step.pair || step.pair < service.samples.min) continue
    const isOver = performance.now() - begun >= service.samples.forMs
    const isAlone = isNothingLeftToCompare(service, isLeft)
    const isEnough = step.look && isSettled(service, timed)
    if (!isOver && !isAlone && !isEnough) continue
    if (next === undefined) break
    const because = isEnough
      ? 'its budgets are settled'
      : isAlone
        ? 'one variant is not there'
        : 'its time is over'
    context.onProgress({ tell: 'note', text: `${service.name}: ${because} after ${step.pair} pairs` })
    break
  }
  return timed
}

/** Without the candidate, or with nothing that it could be held against. */
function isNothingLeftToCompare(service: Service, isLeft: (ref: VariantRef) => boolean): boolean {
  const others: readonly Turn[] = samplesBase(service, 'starts') ? ['baseline', 'base'] : ['baseline']
  return (
    isLeft(refOfTurn(service.name, 'candidate')) ||
    others.every((turn) => isLeft(refOfTurn(service.name, turn)))
  )
}

/** Once: it is the same for every start. */
function tellIfWarm({ warmBecause }: StartFact, timed: readonly TimedStart[], context: MeasureContext): void {
  if (warmBecause === undefined || timed.slice(0, -1).some(({ fact }) => fact.warmBecause !== undefined))
    return
  context.onProgress({ tell: 'note', text: `the page cache stays warm: ${warmBecause}` })
}

/** What has no budget is told from the fewest pairs; more of it would only make the run longer. */
const wantsCommand = ({ budgets, samples }: Service, pair: number): boolean =>
  pair <= samples.min || budgets.some(({ metric }) => metric === 'container-exec')
