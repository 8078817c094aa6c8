import type { Service } from '../domain/config.js'
import type { BuildKind } from '../domain/facts.js'
import { type Metric, metricInfo } from '../domain/metric.js'
import { baseRef, headRef, roles, type VariantRef } from '../domain/variant.js'

/** What is taken of both variants in turn, and of the base's candidate where a budget holds its figures against ours. */
type Sampled = 'starts' | 'slices' | 'suites'

const ofSuites: ReadonlySet<Metric> = new Set(['memory-after', 'memory-peak', 'suite-time', 'failure-rate'])

const metricOf = { cold: 'build-cold', warm: 'build-warm', rebuild: 'rebuild-time' } as const

const isOf = (metric: Metric, sampled: Sampled): boolean =>
  sampled === 'suites' ? ofSuites.has(metric) : metricInfo[metric].pairs === sampled

/** Whether the base's candidate is sampled too: each further one costs time, so only what is held against it is. */
export const samplesBase = (
  { base, budgets }: Pick<Service, 'base' | 'budgets'>,
  sampled: Sampled,
): boolean =>
  base?.from === 'commit' &&
  budgets.some(({ metric, regression }) => regression !== undefined && isOf(metric, sampled))

export const buildsBase = ({ base, budgets }: Pick<Service, 'base' | 'budgets'>, kind: BuildKind): boolean =>
  base?.from === 'commit' &&
  budgets.some(({ metric, regression }) => regression !== undefined && metric === metricOf[kind])

/** All that are made ready of a service; the base's candidate last, so that it warms no cache for the others. */
export const refsOf = ({ name, base }: Pick<Service, 'name' | 'base'>): readonly VariantRef[] => [
  ...roles.map((role) => headRef(name, role)),
  ...(base?.from === 'commit' ? [baseRef(name)] : []),
]
