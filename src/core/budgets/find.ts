import type { BaseComparison, Comparison } from '../domain/comparison.js'
import type { Budget, Service } from '../domain/config.js'
import type { Facts } from '../domain/facts.js'
import type { Finding, Level } from '../domain/finding.js'
import type { Metric } from '../domain/metric.js'
import type { Axes } from './sides.js'

/** What a service's metrics come to on each axis, with what stands behind them. */
export interface Comparisons {
  readonly axes: Axes
  readonly migration: ReadonlyMap<Metric, Comparison>
  /** Only what a budget holds against the base branch. */
  readonly regression: ReadonlyMap<Metric, BaseComparison>
}

/** One rule of the judge: what it finds in one service, by the facts of this change. */
export type Find = (facts: Facts, service: Service, comparisons: Comparisons) => readonly Finding[]

/** Where a finding about a budget points to, if the budget was written in a file. */
export const placeOf = (one: Pick<Budget, 'place'>): Pick<Finding, 'place'> =>
  one.place ? { place: one.place } : {}

export const severity: readonly Level[] = ['fail', 'inconclusive', 'warn', 'note']
