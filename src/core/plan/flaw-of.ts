import type { PlanDocument, Unit } from '../domain/plan.js'
import { unitKey, unitsOf } from './units.js'

interface Flaw {
  readonly path: string
  readonly message: string
}

/** Why nobody could work by it although its form is right: the first unit that nobody does, or two do, or that is not there. */
export function flawOf({ config, builds, shards }: PlanDocument): Flaw | undefined {
  return (
    numbering('builds', builds) ??
    numbering('shards', shards) ??
    everyOnce(
      'shards',
      shards.flatMap(({ units }) => units.map(unitKey)),
      config.services.flatMap(unitsOf).map(unitKey),
    ) ??
    everyOnce(
      'builds',
      builds.flatMap(({ services }) => services),
      spreadServices(shards),
    )
  )
}

function numbering(path: string, list: readonly { readonly number: number }[]): Flaw | undefined {
  const index = list.findIndex(({ number }, place) => number !== place + 1)
  return index === -1 ? undefined : { path: `${path}.${index}.number`, message: `expected ${index + 1}` }
}

function everyOnce(path: string, given: readonly string[], expected: readonly string[]): Flaw | undefined {
  const left = new Set(expected)
  if (left.size !== expected.length) return { path: 'config.services', message: 'two of one name' }
  for (const one of given)
    if (!left.delete(one)) return { path, message: `${one} is in it twice, or not to be in it` }
  const [missing] = left
  return missing === undefined ? undefined : { path, message: `${missing} is missing` }
}

function spreadServices(shards: readonly { readonly units: readonly Unit[] }[]): readonly string[] {
  const homes = new Map<string, number>()
  for (const { units } of shards)
    for (const service of new Set(units.map((unit) => unit.service)))
      homes.set(service, (homes.get(service) ?? 0) + 1)
  return [...homes].filter(([, count]) => count > 1).map(([service]) => service)
}
