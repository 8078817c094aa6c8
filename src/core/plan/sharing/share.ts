import type { BuildShard, Shard, Unit } from '../../domain/plan.js'
import { balance, type Piece } from './balance.js'
import { type ServiceCost, setUpMs, takeMs, wholeMs } from './costs.js'
import { shareBuilds } from './share-builds.js'

export interface SharedOut {
  readonly builds: readonly BuildShard[]
  readonly shards: readonly Shard[]
  /** From the first runner's start to the last one's end, were there runners for all at once. */
  readonly totalMs: number
}

interface Wishes {
  /** Services, by their places, whose units go where they fit; the others stay whole. */
  readonly spread: ReadonlySet<number>
  readonly leaveNoneEmpty: boolean
}

/** One way to share the services out among so many shards. */
export function share(
  costs: readonly ServiceCost[],
  count: number,
  { spread, leaveNoneEmpty }: Wishes,
): SharedOut {
  const pieces: Piece[] = []
  const units: (readonly Place[])[] = []
  for (const [service, cost] of costs.entries()) {
    const places = cost.units.map((_, unit) => ({ service, unit }))
    if (!spread.has(service)) {
      pieces.push({ group: service, durationMs: wholeMs(cost), arrivalMs: 0 })
      units.push(places)
    } else
      for (const place of places) {
        pieces.push({ group: service, durationMs: unitOf(costs, place).durationMs, arrivalMs: takeMs })
        units.push([place])
      }
  }
  const machineOf = balance(pieces, count, { leaveNoneEmpty })
  const held: Place[][] = Array.from({ length: count }, () => [])
  for (const [piece, places] of units.entries()) held[machineOf[piece] ?? 0]?.push(...places)
  return describe(costs, held)
}

/** A unit, by its service's place and its own. */
interface Place {
  readonly service: number
  readonly unit: number
}

const unitOf = (costs: readonly ServiceCost[], { service, unit }: Place) => {
  const found = costs[service]?.units[unit]
  if (found === undefined) throw new Error(`there is no unit ${unit} of service ${service}`)
  return found
}

function describe(costs: readonly ServiceCost[], held: readonly Place[][]): SharedOut {
  const shardsOf = new Map<number, number>()
  for (const places of held)
    for (const service of new Set(places.map((place) => place.service)))
      shardsOf.set(service, (shardsOf.get(service) ?? 0) + 1)
  const isSpread = (service: number) => (shardsOf.get(service) ?? 0) > 1
  const builds = shareBuilds(
    costs.filter((_, service) => isSpread(service)),
    held.length,
  )
  const shards = held
    .map((places) => [...places].sort(inOrder))
    .sort(([one], [other]) => (one && other ? inOrder(one, other) : Number(!one) - Number(!other)))
    .map((places, index): Shard => ({ number: index + 1, ...contents(places) }))
  const longestOf = (list: readonly { readonly estimateMs: number }[]) =>
    list.reduce((longest, { estimateMs }) => Math.max(longest, estimateMs), 0)
  return { builds, shards, totalMs: longestOf(builds) + longestOf(shards) }

  function contents(places: readonly Place[]): {
    readonly units: readonly Unit[]
    readonly estimateMs: number
  } {
    const own = places.map((place) => unitOf(costs, place))
    const arrivals = [...new Set(places.map(({ service }) => service))].map((service) =>
      isSpread(service) ? takeMs : (costs[service]?.prepareMs ?? 0),
    )
    const estimateMs = [...own.map(({ durationMs }) => durationMs), ...arrivals].reduce(
      (sum, ms) => sum + ms,
      setUpMs,
    )
    return { units: own.map(({ unit }) => unit), estimateMs }
  }
}

const inOrder = (one: Place, other: Place): number => one.service - other.service || one.unit - other.unit
