// Whole comparisons as a user would run them, one after the other, beside a neighbour who comes and goes: how often nothing
// is called a change, and how often a change is found. And again, many more times, on the starts recorded meanwhile.
import { startBursts } from './bursts.mjs'
import { compareLive, JUDGED, serviceOf, verdictsOf } from './live/comparison.mjs'
import { alarmRows, foundPart, foundRow } from './live/figures.mjs'
import { compareResampled, recordedStarts } from './live/resampled.mjs'
import { randomOf } from './stats/random.mjs'
import { TRUTH_SERVER_BASES, withStand } from './truth-server/stand.mjs'

const COMPARISONS = 50
/** Of the comparisons of like with like: so many are made again with each change. */
const SHARE_CHANGED = 0.12
const CHANGES = [0.05, 0.1, 0.2]
const OWN_MS = 100
const LIVE_SAMPLES = { min: 6, max: 12, for: '2m' }
const RESAMPLED = 1000
const RESAMPLED_SAMPLES = { min: 6, max: 20, for: '2m' }
const SEED = 50_201

/** In turn with the others, so that no change has quieter minutes than another. */
const order = (runs) => {
  const changed = Math.ceil(runs * SHARE_CHANGED)
  return Array.from({ length: runs }, (_, run) => [0, ...(run < changed ? CHANGES : [])])
    .flat()
    .map((change, place) => ({ change, place }))
}

const takeLive = async (stand, runs, { random, signal, log }) => {
  const services = new Map()
  for (const change of [0, ...CHANGES])
    services.set(change, await serviceOf(stand, { ownMs: OWN_MS, change, samples: LIVE_SAMPLES }))
  const found = new Map([...services.keys()].map((change) => [change, []]))
  const recorded = []
  const bursts = startBursts(random)
  try {
    const all = order(runs)
    for (const { change, place } of all) {
      signal.throwIfAborted()
      const { facts, judgement } = await compareLive(stand, services.get(change))
      found.get(change).push(verdictsOf(judgement))
      if (change === 0) recorded.push(...recordedStarts(facts))
      if (place % 10 === 9) log(`live: ${place + 1} of ${all.length} comparisons`)
    }
  } finally {
    bursts.stop()
  }
  return { found, recorded }
}

const takeResampled = async (stand, recorded, { random, signal, log }) => {
  const service = await serviceOf(stand, { ownMs: OWN_MS, change: 0, samples: RESAMPLED_SAMPLES })
  const found = new Map()
  for (const change of [0, ...CHANGES]) {
    signal.throwIfAborted()
    log(`live: ${RESAMPLED} comparisons of recorded starts, +${100 * change} %`)
    const moreMsOf = ({ ownMs }) => change * ownMs
    const one = () => compareResampled(stand.sources, service, recorded, { moreMsOf, random })
    found.set(change, Array.from({ length: RESAMPLED }, one))
  }
  return found
}

export const live = {
  name: 'live',
  what: 'false alarms and power of whole comparisons beside bursts of load (12 minutes)',
  bases: TRUTH_SERVER_BASES,
  long: true,
  async measure({ env, signal, log, runs = COMPARISONS }) {
    return withStand({ env, signal }, async (stand) => {
      const random = randomOf(SEED)
      const context = { random, signal, log }
      const { found, recorded } = await takeLive(stand, runs, context)
      const again = await takeResampled(stand, recorded, context)
      return {
        rows: [
          ...alarmRows('live', JUDGED, found.get(0)),
          ...alarmRows('resampled', JUDGED, again.get(0)),
          foundRow('resampled', JUDGED, again.get(0.1)),
        ],
        breakdowns: [
          foundPart(`live, ${LIVE_SAMPLES.min} to ${LIVE_SAMPLES.max} pairs`, JUDGED, found),
          foundPart(
            `resampled from ${recorded.length} starts, ${RESAMPLED_SAMPLES.min} to ${RESAMPLED_SAMPLES.max} pairs`,
            JUDGED,
            again,
          ),
        ],
      }
    })
  },
}
