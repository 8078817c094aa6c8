import { canSpread, isWorthSpreading, type ServiceCost, setUpMs, wholeMs } from './costs.js'
import type { SharedOut } from './share.js'

/** Services longer than these shares of what a shard has on average are spread together: one try each. */
const tries = [1, 1 / 2, 1 / 4] as const

/**
 * Which services to spread, by their places: each try its own set, the longest services first in all of them. None where even
 * a perfect share after a stage that builds would not end sooner than `allWhole`.
 */
export function spreadsWorthTrying(
  costs: readonly ServiceCost[],
  shards: number,
  allWhole: SharedOut,
  leaveNoneEmpty: boolean,
): readonly ReadonlySet<number>[] {
  const longestFirst = costs
    .map((_, index) => index)
    .filter((index) => canSpread(costAt(costs, index)))
    .sort((one, other) => wholeMs(costAt(costs, other)) - wholeMs(costAt(costs, one)) || one - other)
  if (longestFirst.length === 0) return []
  const counts = new Set<number>()
  const averageMs = costs.reduce((sum, cost) => sum + wholeMs(cost), 0) / shards
  const mustSpread = leaveNoneEmpty && costs.length < shards
  if (mustSpread || isWorthSpreading(soonestMs(costs, shards), allWhole.totalMs))
    for (const part of tries) counts.add(longerThan(averageMs * part))
  if (mustSpread) counts.add(enoughFor(shards)).add(longestFirst.length)
  counts.delete(0)
  return [...counts].map((count) => new Set(longestFirst.slice(0, count)))

  function longerThan(ms: number): number {
    const index = longestFirst.findIndex((one) => wholeMs(costAt(costs, one)) <= ms)
    return index === -1 ? longestFirst.length : index
  }

  /** How many to spread, so that there is something for every shard. */
  function enoughFor(pieces: number): number {
    let have = costs.length
    const index = longestFirst.findIndex((one) => {
      have += costAt(costs, one).units.length - 1
      return have >= pieces
    })
    return index === -1 ? longestFirst.length : index + 1
  }
}

/** No share with a stage that builds ends before this: all is done by so many runners, which are set up twice. */
function soonestMs(costs: readonly ServiceCost[], shards: number): number {
  const allMs = costs.reduce((sum, cost) => sum + wholeMs(cost), 0)
  return 2 * setUpMs + allMs / shards
}

function costAt(costs: readonly ServiceCost[], index: number): ServiceCost {
  const cost = costs[index]
  if (cost === undefined) throw new Error(`there is no service ${index}`)
  return cost
}
