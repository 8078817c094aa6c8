// What no way of sharing services out among so many runners can undercut, by the product's own costs.

/** `sources` holds what `core/plan/sharing/costs` exports. */
export const lowerBoundMs = (costs, shards, sources) =>
  Math.min(wholeBoundMs(costs, shards, sources), spreadBoundMs(costs, shards, sources))

const sum = (values) => values.reduce((total, value) => total + value, 0)

/** No service is spread: the longest, all divided evenly, and where there are more than runners, those that must share one. */
const wholeBoundMs = (costs, shards, { setUpMs, wholeMs }) => {
  const whole = costs.map(wholeMs).sort((one, other) => other - one)
  const together = Array.from({ length: Math.floor((whole.length - 1) / shards) + 1 }, (_, k) =>
    // Of the longest k × shards + 1, some runner has k + 1.
    sum(whole.slice(0, k * shards + 1).slice(-(k + 1))),
  )
  return setUpMs + Math.max(0, sum(whole) / shards, ...together)
}

/** Some are: one is built and sent before anything is measured, each unit by one runner; all runners are set up twice. */
const spreadBoundMs = (costs, shards, { setUpMs, sendMs, takeMs, wholeMs, canSpread }) => {
  const spreadable = costs.filter(canSpread)
  if (spreadable.length === 0 || shards === 1) return Number.POSITIVE_INFINITY
  const built = spreadable.map(({ prepareMs }) => prepareMs)
  const longest = costs.map((cost) => {
    if (!canSpread(cost)) return wholeMs(cost)
    const longestUnitMs = Math.max(...cost.units.map(({ durationMs }) => durationMs))
    return Math.min(wholeMs(cost), takeMs + longestUnitMs)
  })
  const evenly = sum(costs.map(wholeMs)) / shards
  return 2 * setUpMs + Math.max(evenly, Math.min(...built) + sendMs + Math.max(...longest))
}
