// The same judging on starts that were recorded: drawn in stretches, so that what lasted lasts, and taken as pairs in turn.
import { verdictsOf } from './comparison.mjs'

const STRETCH = 20
const isApplications = (metric) => metric === 'startup' || metric === 'startup-application'

/** The starts of one image in their order, each with all that was sampled of it. */
export const recordedStarts = (facts) =>
  facts.starts
    .filter(({ warmUp, purpose }) => !warmUp && purpose === 'timed')
    .map((start) => ({
      start,
      samples: facts.measurements.flatMap(({ ref, metric, samples }) => {
        const sample = ref.role === start.ref.role && samples.find(({ pair }) => pair === start.pair)
        return sample ? [{ metric, sample }] : []
      }),
    }))

const drawer = (recorded, random) => {
  let [at, left] = [0, 0]
  return () => {
    if (left === 0) [at, left] = [random.below(recorded.length), STRETCH]
    left -= 1
    return recorded[at++ % recorded.length]
  }
}

/** As if the application had worked so much longer in this start. */
const slowed = ({ start, samples }, moreMsOf) => {
  const own = samples.find(({ metric }) => metric === 'startup-application')?.sample.value
  const moreMs = moreMsOf({ wholeMs: start.readyMs, ownMs: own ?? start.readyMs - start.startedMs })
  return {
    start: { ...start, readyMs: start.readyMs + moreMs },
    samples: samples.map(({ metric, sample }) => ({
      metric,
      sample: isApplications(metric) ? { ...sample, value: sample.value + moreMs } : sample,
    })),
  }
}

const inPlace = ({ start, samples }, role, pair) => ({
  start: { ...start, ref: { ...start.ref, role }, pair },
  samples: samples.map(({ metric, sample }) => ({ metric, sample: { ...sample, pair } })),
})

const factsOf = (taken, prepared) => {
  const measurements = new Map()
  for (const { start, samples } of taken)
    for (const { metric, sample } of samples) {
      const key = `${start.ref.role} ${metric}`
      if (!measurements.has(key)) measurements.set(key, { ref: start.ref, metric, samples: [] })
      measurements.get(key).samples.push(sample)
    }
  return {
    prepared,
    measurements: [...measurements.values()],
    starts: taken.map(({ start }) => start),
    cells: [],
  }
}

/** One comparison: pairs are taken in the plan's order until its budgets are settled. */
export const compareResampled = (sources, { plan, config, prepared }, recorded, { moreMsOf, random }) => {
  const draw = drawer(recorded, random)
  const taken = []
  const [service] = config.services
  for (const { ref, pair, warmUp, look } of plan.starts) {
    if (warmUp) continue
    const drawn = draw()
    taken.push(inPlace(ref.role === 'candidate' ? slowed(drawn, moreMsOf) : drawn, ref.role, pair))
    if (look && sources.isSettled(factsOf(taken, prepared), service)) break
  }
  return verdictsOf(sources.judge(factsOf(taken, prepared), config))
}
