import type { Config, Service } from '../domain/config.js'
import { type Role, roles, type VariantRef } from '../domain/variant.js'

/** Every step of a run as data, in order, made before an engine is touched. */
export interface Plan {
  readonly prepare: readonly VariantRef[]
  /** Taken one after the other: nothing else may run beside a timed start. */
  readonly starts: readonly StartStep[]
  /** Independent of each other: as many at once as the run allows. */
  readonly cells: readonly CellStep[]
}

export interface StartStep {
  readonly ref: VariantRef
  readonly pair: number
  /** The first pair warms the page cache for the others: kept, marked, and left out of the middle. */
  readonly warmUp: boolean
}

export interface CellStep {
  readonly ref: VariantRef
  readonly suite: string
}

export function makePlan(config: Config): Plan {
  return {
    prepare: config.services.flatMap((service) => roles.map((role) => variantOf(service, role))),
    starts: config.services.flatMap(startsOf),
    cells: config.services.flatMap((service) =>
      service.smoke.flatMap(({ name }) =>
        roles.map((role) => ({ ref: variantOf(service, role), suite: name })),
      ),
    ),
  }
}

/** Back to back, the order turning with every pair, so that a drifting machine favours neither. */
function startsOf(service: Service): StartStep[] {
  return Array.from({ length: service.samples.min + 1 }, (_, pair) => {
    const order: readonly Role[] = pair % 2 === 0 ? roles : [...roles].reverse()
    return order.map((role) => ({ ref: variantOf(service, role), pair, warmUp: pair === 0 }))
  }).flat()
}

const variantOf = (service: Service, role: Role): VariantRef => ({
  service: service.name,
  role,
  revision: 'head',
})
