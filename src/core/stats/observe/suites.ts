import type { Service } from '../../domain/config.js'
import type { CellFact, CheckFact, Facts } from '../../domain/facts.js'
import { isEnvironmental } from '../../domain/failure.js'
import type { Metric } from '../../domain/metric.js'
import type { Role } from '../../domain/variant.js'
import { hasValue, measurementOf, taken } from './measured.js'
import { missingPart } from './missing.js'
import { absent, type Observation, type Observe, observed, unpreparedReason } from './observation.js'

/** Milliseconds of every suite; with one suite missing the sum would be too good to be true. */
export const observeSuiteTime: Observe = (facts, service, role) => {
  const none = withoutSuites(facts, service, role)
  if (none) return none
  const missing = service.smoke.find(({ name }) => !isWhole(cellOf(facts, service, name, role)))
  if (missing) return absent(`suite ${missing.name} did not run to its end`, answered(facts, service, role))
  return observed(
    ...service.smoke.flatMap(({ name }) => {
      const value = cellOf(facts, service, name, role)?.durationMs
      return value === undefined ? [] : [{ value, suite: name }]
    }),
  )
}

/** What was cut off in the middle, or whose instance was gone after half of it, took no time that could be held against another. */
const isWhole = (cell: CellFact | undefined): boolean =>
  cell?.durationMs !== undefined && cell.checks.every(hasRun)

/** The share of the checks that ran and failed. */
export const observeFailureRate: Observe = (facts, service, role) => {
  const none = withoutSuites(facts, service, role)
  if (none) return none
  const checks = service.smoke.flatMap(({ name }) => cellOf(facts, service, name, role)?.checks ?? [])
  const ran = checks.filter(hasRun)
  if (ran.length === 0) return absent('no check ran', answered(facts, service, role))
  return observed({ value: ran.filter(({ outcome }) => outcome === 'failed').length / ran.length })
}

/** Memory of the suites' own instances, one reading for each suite. */
export const observeSuiteMemory =
  (metric: Metric, read: (cell: CellFact) => number | undefined): Observe =>
  (facts, service, role) => {
    const measurement = measurementOf(facts, service, role, metric)
    if (measurement && hasValue(measurement)) return taken(measurement)
    const none = withoutSuites(facts, service, role)
    if (none) return none
    const samples = service.smoke.flatMap(({ name }) => {
      const cell = cellOf(facts, service, name, role)
      const value = cell && read(cell)
      return value === undefined ? [] : [{ value, suite: name }]
    })
    return samples.length > 0
      ? { samples }
      : absent('no suite left a reading', answered(facts, service, role))
  }

export function cellOf(facts: Facts, service: Service, suite: string, role: Role): CellFact | undefined {
  return facts.cells.find(
    (cell) => cell.service === service.name && cell.suite === suite && cell.role === role,
  )
}

/** A check that the machine took down says nothing about the service, so it counts as not run. */
export const hasRun = (check: CheckFact): boolean =>
  check.outcome !== 'not-run' && !(check.failure && isEnvironmental(check.failure))

function withoutSuites(facts: Facts, service: Service, role: Role): Observation | undefined {
  if (!service.smoke.some(({ checks }) => checks.length > 0)) return absent('no smoke suite', 'configuration')
  return unpreparedReason(facts, service, role)
}

const answered = (facts: Facts, service: Service, role: Role): 'finding' | 'nobody' =>
  service.smoke.some(
    ({ name }) => missingPart(facts, 'suite', name) || cellOf(facts, service, name, role)?.failure,
  )
    ? 'finding'
    : 'nobody'
