import type { Facts } from '../../domain/facts.js'
import type { Unit } from '../../domain/plan.js'
import type { StartFact } from '../../domain/start-fact.js'
import { refOfCell, type VariantRef, variantKey } from '../../domain/variant.js'
import { preparedMetrics } from '../../stats/prepared-measurements.js'
import { isSuiteMetric } from './suite-metrics.js'

/** Whether the facts of its service tell nothing of a unit, though what is done left something of every variant that there was. */
export function isHollow(unit: Unit, facts: Facts): boolean {
  const were = facts.prepared.filter(
    ({ ref, outcome }) => ref.service === unit.service && ref.revision === 'head' && outcome !== 'failed',
  )
  return were.some(({ ref }) =>
    unit.unit === 'timed' ? !hasTimed(ref, facts) : wasAlive(ref, facts) && !hasCell(ref, unit.suite, facts),
  )
}

const isOf =
  (ref: VariantRef) =>
  (one: { readonly ref: VariantRef }): boolean =>
    variantKey(one.ref) === variantKey(ref)

const timedStarts = (ref: VariantRef, { starts }: Facts): readonly StartFact[] =>
  starts.filter(isOf(ref)).filter(({ purpose }) => purpose === 'timed')

const hasTimed = (ref: VariantRef, facts: Facts): boolean =>
  timedStarts(ref, facts).length > 0 ||
  facts.measurements
    .filter(isOf(ref))
    .some(({ metric }) => !preparedMetrics.has(metric) && !isSuiteMetric(metric))

/** One that never came up while it was timed is not asked again. */
function wasAlive(ref: VariantRef, facts: Facts): boolean {
  const timed = timedStarts(ref, facts)
  return timed.length === 0 || timed.some(({ failure }) => failure === undefined)
}

const hasCell = (ref: VariantRef, suite: string, { cells }: Facts): boolean =>
  cells.some((cell) => cell.suite === suite && variantKey(refOfCell(cell)) === variantKey(ref))
