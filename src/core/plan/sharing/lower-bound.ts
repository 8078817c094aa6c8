import { canSpread, type ServiceCost, sendMs, setUpMs, takeMs, wholeMs } from './costs.js'

/**
 * What no way of sharing out among so many runners can undercut: all work divided evenly, and the service that takes longest,
 * whole or spread. Of a spread one somebody builds and sends the images, and somebody else takes them and does its longest unit.
 */
export function lowerBoundMs(costs: readonly ServiceCost[], shards: number): number {
  const allMs = costs.reduce((sum, cost) => sum + wholeMs(cost), 0)
  return costs.reduce((most, cost) => Math.max(most, leastMs(cost, shards)), setUpMs + allMs / shards)
}

function leastMs(cost: ServiceCost, shards: number): number {
  const stays = setUpMs + wholeMs(cost)
  if (!canSpread(cost) || shards === 1) return stays
  const longestUnitMs = cost.units.reduce((longest, { durationMs }) => Math.max(longest, durationMs), 0)
  return Math.min(stays, setUpMs + cost.prepareMs + sendMs + setUpMs + takeMs + longestUnitMs)
}
