import { canSpread, isWorthSpreading, type ServiceCost, setUpMs, wholeMs } from './costs.js'
import { type SharedOut, share } from './share.js'
import { spreadsWorthTrying } from './spreads.js'

/** How many runners may measure. */
export type Runners =
  /** Fewer do where more would hardly end sooner. */
  | { readonly most: number }
  /** Somebody has them ready: each gets something, as long as there is something to give. */
  | { readonly exactly: number }

export interface SharingRules {
  readonly runners: Runners
  /** No service is spread: every shard prepares what it measures, and nobody waits for anybody. */
  readonly whole: boolean
}

/** Who ends this much later for want of one more runner has been served well. */
const hardlyLater = 1.03

/** Which shard does what, and what is prepared beforehand. */
export function shareOut(costs: readonly ServiceCost[], { runners, whole }: SharingRules): SharedOut {
  if ('exactly' in runners) return best(costs, runners.exactly, { whole, leaveNoneEmpty: true })
  const workMs = costs.reduce((sum, cost) => sum + wholeMs(cost), 0)
  const units = costs.reduce((sum, cost) => sum + (!whole && canSpread(cost) ? cost.units.length : 1), 0)
  // A shard that works no longer than it is set up is a runner wasted.
  const most = Math.max(1, Math.min(runners.most, units, Math.floor(workMs / setUpMs)))
  const among = (count: number) => best(costs, count, { whole, leaveNoneEmpty: false })
  const soonest = among(most)
  let [enough, found] = [most, soonest]
  for (let tooFew = 0; enough - tooFew > 1; ) {
    const count = Math.floor((tooFew + enough) / 2)
    const fewer = among(count)
    if (fewer.totalMs <= soonest.totalMs * hardlyLater) [enough, found] = [count, fewer]
    else tooFew = count
  }
  return withoutIdle(found)
}

interface HowToShare {
  readonly whole: boolean
  readonly leaveNoneEmpty: boolean
}

/** Every service whole, unless spreading some ends sooner by more than it costs to send images. */
function best(
  costs: readonly ServiceCost[],
  count: number,
  { whole, leaveNoneEmpty }: HowToShare,
): SharedOut {
  const allWhole = share(costs, count, { spread: new Set(), leaveNoneEmpty })
  if (whole || count === 1) return allWhole
  return spreadsWorthTrying(costs, count, allWhole, leaveNoneEmpty)
    .map((spread) => share(costs, count, { spread, leaveNoneEmpty }))
    .reduce((one, other) => (isBetter(other, one) ? other : one), allWhole)

  function isBetter(one: SharedOut, other: SharedOut): boolean {
    if (leaveNoneEmpty && busyShards(one) !== busyShards(other)) return busyShards(one) > busyShards(other)
    if (other.builds.length === 0) return isWorthSpreading(one.totalMs, other.totalMs)
    return one.totalMs < other.totalMs
  }
}

const busyShards = ({ shards }: SharedOut): number => shards.filter(({ units }) => units.length > 0).length

const withoutIdle = (shared: SharedOut): SharedOut => ({
  ...shared,
  shards: shared.shards.filter(({ units }) => units.length > 0),
})
