import type { Service } from '../domain/config.js'
import type { Unit } from '../domain/plan.js'

/** The units of a service in their order: its timed part, then its suites as the config has them. */
export const unitsOf = ({ name, smoke }: Service): readonly Unit[] => [
  { unit: 'timed', service: name },
  ...smoke.map((suite): Unit => ({ unit: 'suite', service: name, suite: suite.name })),
]

/** Tells units apart, whatever their names hold. */
export const unitKey = (unit: Unit): string =>
  JSON.stringify(unit.unit === 'timed' ? [unit.service] : [unit.service, unit.suite])
