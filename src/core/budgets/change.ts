import type { Compared, Interval } from '../domain/comparison.js'
import type { Levels, Service } from '../domain/config.js'
import type { Finding, Level } from '../domain/finding.js'
import type { Metric } from '../domain/metric.js'
import { pairsToClear } from '../stats/settle.js'
import { fewestToTell } from './change-verdict.js'
import { type Weight, weigh } from './evidence.js'
import { exceedsChange } from './exceeds.js'
import { severity } from './find.js'
import type { Sides } from './sides.js'

type WithChange = Compared & { readonly change: number }

interface Question {
  readonly service: Service
  readonly sides: Sides
  readonly comparison: WithChange
  readonly levels: Levels
  /** The finding of a change that is surely beyond. */
  readonly beyond: (found: Beyond & { readonly level: 'fail' | 'warn' }) => Finding
  readonly axis?: 'regression'
  readonly place: Pick<Finding, 'place'>
}

interface Beyond {
  readonly service: string
  readonly metric: Metric
  readonly change: number
  readonly interval?: Interval
  readonly allowed: number
}

/** A relative budget on either axis. One finding for each budget: the gravest. Of two alike, the failing level's. */
export const findExceededChange = (question: Question): readonly Finding[] =>
  (['fail', 'warn'] as const)
    .flatMap((level) => findingOf(question, level))
    .sort((one, other) => severity.indexOf(one.level) - severity.indexOf(other.level))
    .slice(0, 1)

function findingOf(
  { service, sides, comparison, levels, beyond, axis, place }: Question,
  level: 'fail' | 'warn',
): readonly Finding[] {
  const allowed = levels[level]
  if (allowed === undefined) return []
  const { metric, change, interval, pairs } = comparison
  const pairsToSettle = settledBy(service, comparison, allowed)
  const common: Beyond = {
    service: service.name,
    metric,
    change,
    ...(interval && { interval }),
    allowed,
    ...place,
  }
  const told: Record<Weight, () => readonly Finding[]> = {
    within: () => [],
    beyond: () => [beyond({ ...common, level })],
    unsettled: () => [
      {
        tag: 'budget-unsettled',
        level: openness(comparison, level, allowed),
        ...common,
        ...(axis && { axis }),
        pairs,
        ...(pairsToSettle !== undefined && { pairsToSettle }),
      },
    ],
  }
  return told[weigh(sides, comparison, allowed)]()
}

/**
 * A budget that seems exceeded but is not proven so leaves the verdict open. One that seems kept is kept until the
 * contrary is proven, though a reader is told; and a warning that may not hold cannot keep a verdict open.
 */
const openness = ({ metric, change }: WithChange, level: 'fail' | 'warn', allowed: number): Level =>
  level === 'fail' && exceedsChange(metric, change, allowed) ? 'inconclusive' : 'note'

function settledBy(
  service: Service,
  { change, interval, pairs }: WithChange,
  allowed: number,
): number | undefined {
  if (pairs === 0) return undefined
  if (!interval) return fewestToTell(service, pairs)
  const effect = { ratio: 1 + change, interval: { low: 1 + interval.low, high: 1 + interval.high } }
  return pairsToClear(effect, pairs, 1 + allowed)
}
