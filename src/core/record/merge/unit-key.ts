import type { Unit } from '../../domain/plan.js'

/** Tells units apart, whatever their names hold. */
export const unitKey = (unit: Unit): string =>
  JSON.stringify(unit.unit === 'timed' ? [unit.service] : [unit.service, unit.suite])
