import type { PlanDocument, Shard } from '../domain/plan.js'
import { unitsOf } from './units.js'

/** Answers what a shard holds: a service that is whole there by its name, else its parts: `backend timed`, `auth/e2e`. */
export function unitNamer({ config }: PlanDocument): (shard: Shard) => readonly string[] {
  const unitCounts = new Map(config.services.map((service) => [service.name, unitsOf(service).length]))
  return ({ units }) => {
    const here = new Map<string, string[]>()
    for (const unit of units) {
      const parts = here.get(unit.service) ?? []
      here.set(unit.service, parts)
      parts.push(unit.unit === 'timed' ? `${unit.service} timed` : `${unit.service}/${unit.suite}`)
    }
    return [...here].flatMap(([service, parts]) =>
      parts.length === unitCounts.get(service) ? [service] : parts,
    )
  }
}
