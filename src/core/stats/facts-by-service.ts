import type { Facts } from '../domain/facts.js'

/** What is known of one service, and what holds for the whole run. */
export type FactsOfService = (service: string) => Facts

/**
 * Shares the facts out once. Whoever asks them about each service of many would otherwise go through those of all
 * services each time.
 */
export function factsByService(facts: Facts): FactsOfService {
  const { machine, interrupted } = facts
  const run = { ...(machine && { machine }), ...(interrupted && { interrupted }) }
  const prepared = group(facts.prepared, ({ ref }) => ref.service)
  const measurements = group(facts.measurements, ({ ref }) => ref.service)
  const starts = group(facts.starts, ({ ref }) => ref.service)
  const builds = group(facts.builds ?? [], ({ ref }) => ref.service)
  const cells = group(facts.cells, ({ service }) => service)
  const loads = group(facts.loads ?? [], ({ ref }) => ref.service)
  const lost = group(facts.lost ?? [], ({ service }) => service)
  const spent = group(facts.spent ?? [], ({ service }) => service)
  return (service) => ({
    ...run,
    prepared: prepared.get(service) ?? [],
    measurements: measurements.get(service) ?? [],
    starts: starts.get(service) ?? [],
    ...named('builds', builds.get(service)),
    cells: cells.get(service) ?? [],
    ...named('loads', loads.get(service)),
    ...named('lost', lost.get(service)),
    ...named('spent', spent.get(service)),
  })
}

/** In their order, by whose they are. */
export function group<T>(all: readonly T[], of: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const own = groups.get(of(one))
    if (own) own.push(one)
    else groups.set(of(one), [one])
  }
  return groups
}

const named = <Name extends string, T>(name: Name, all: readonly T[] | undefined) =>
  all === undefined ? {} : ({ [name]: all } as { readonly [Key in Name]: readonly T[] })
