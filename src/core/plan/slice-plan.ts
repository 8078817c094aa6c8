import type { Service } from '../domain/config.js'
import type { PlanDocument } from '../domain/plan.js'
import type { VariantRef } from '../domain/variant.js'
import { makePlan, type Plan } from './make-plan.js'
import { refsOf } from './with-base.js'

export interface Slice {
  readonly plan: Plan
  readonly services: readonly Service[]
}

/** What one shard does: every step of a whole run that belongs to its units, in the same order. */
export function slicePlan(document: PlanDocument, shardNumber: number): Slice {
  const units = document.shards.find(({ number }) => number === shardNumber)?.units
  if (units === undefined) throw new Error(`the plan has no shard ${shardNumber}`)
  const here = new Set(units.map(({ service }) => service))
  const timed = new Set(units.filter(({ unit }) => unit === 'timed').map(({ service }) => service))
  const services = document.config.services.filter(({ name }) => here.has(name))
  const suites = new Set(
    units.flatMap((unit) => (unit.unit === 'suite' ? [key(unit.service, unit.suite)] : [])),
  )
  const { prepare, builds, starts, cells, loads } = makePlan({ ...document.config, services })
  return {
    services,
    plan: {
      prepare,
      builds: builds.filter(({ ref }) => timed.has(ref.service)),
      starts: starts.filter(({ ref }) => timed.has(ref.service)),
      cells: cells.filter(({ ref, suite }) => suites.has(key(ref.service, suite))),
      loads: loads.filter(({ service }) => timed.has(service)),
    },
  }
}

const key = (service: string, suite: string): string => JSON.stringify([service, suite])

/** What a build shard prepares for others, in the plan's order. */
export function refsOfBuildShard(document: PlanDocument, number: number): readonly VariantRef[] {
  const services = document.builds.find((build) => build.number === number)?.services
  if (services === undefined) throw new Error(`the plan has no build shard ${number}`)
  return services.flatMap((service) =>
    document.config.services.filter(({ name }) => name === service).flatMap(refsOf),
  )
}
