// How much our looking slows down the start that is looked at, on saturated processors: every start of ours beside one that
// nobody watches, in pairs in turn, and enough of them to tell a percent.
import { hogAll } from './hogs.mjs'
import { median } from './median.mjs'
import { handObservers, observeByHand } from './truth-server/observers.mjs'
import { ourObservers } from './truth-server/our-observers.mjs'
import { TRUTH_SERVER_BASES, withStand } from './truth-server/stand.mjs'

const PAIRS = 150
/** They teach our probes when to look, and are not counted. */
const LESSONS = 3
const OWN_MS = 100
const EXPECTED_MS = 4 * OWN_MS
/** Of one pair; a hog outlives no killed bench by more. */
const HOGS_MS = 30_000
const MOST_PERCENT = 1
const ACCEPTED_ERROR = 0.05

const percent = (ratio) => 100 * (ratio - 1)

const takePairs = async (stand, pairs, { signal, log }) => {
  const settings = { WORK: stand.unitsFor(OWN_MS) }
  const { nobody } = handObservers({ docker: stand.docker, expectedMs: EXPECTED_MS })
  const unwatched = () => observeByHand(stand, nobody, settings)
  const ours = await ourObservers(stand, settings)
  const taken = new Map(Object.keys(ours).map((name) => [name, []]))
  for (let pair = 0; pair < pairs + LESSONS; pair += 1) {
    const hogs = hogAll(HOGS_MS)
    try {
      for (const [name, { observe }] of Object.entries(ours)) {
        signal.throwIfAborted()
        const turned = pair % 2 === 1
        const first = await (turned ? observe() : unwatched())
        const second = await (turned ? unwatched() : observe())
        const [watched, alone] = turned ? [first, second] : [second, first]
        if (pair >= LESSONS) taken.get(name).push({ watched, alone })
      }
    } finally {
      hogs.stop()
    }
    if (pair % 10 === 9) log(`slow-down: ${pair + 1} of ${pairs + LESSONS} pairs`)
  }
  return taken
}

const effectOn = (effectOf, pairs) =>
  effectOf(
    pairs.map(({ watched, alone }) => ({ baseline: alone.truth.ownMs, candidate: watched.truth.ownMs })),
    ACCEPTED_ERROR,
  )

/** What the observer took of the processors while it waited: no more than this can be missing elsewhere. */
const spentPercent = (pairs) => 100 * median(pairs.map(({ watched }) => watched.cpuMs / watched.truth.ownMs))

const rowsOf = (effectOf, name, pairs) => {
  const how = name.split(', ')[1]
  const { interval } = effectOn(effectOf, pairs)
  const most = interval === undefined ? Number.POSITIVE_INFINITY : percent(interval.high)
  const spent = spentPercent(pairs)
  return [
    {
      what: `${how}, ${pairs.length} pairs, saturated: most that the start is slowed (95 %)`,
      ours: { value: most, unit: '%' },
      effect: { value: most, unit: '%' },
      target: { atMost: MOST_PERCENT },
    },
    {
      what: `${how}, saturated: processor time taken while it waits`,
      ours: { value: spent, unit: '%' },
      effect: { value: spent, unit: '%' },
      target: { atMost: MOST_PERCENT },
    },
  ]
}

const partOf = (effectOf, taken) => ({
  title: `slow-down of a ${OWN_MS} ms start against the same that nobody watches, saturated`,
  parts: [
    { name: '', cells: ['effect', '95 % interval', 'processor time', 'looks', 'own time, median'] },
    ...[...taken].map(([name, pairs]) => {
      const { ratio, interval } = effectOn(effectOf, pairs)
      const looks = pairs.flatMap(({ watched }) => watched.fact.looks ?? [])
      return {
        name,
        cells: [
          `${percent(ratio).toFixed(2)} %`,
          interval
            ? `${percent(interval.low).toFixed(2)} to ${percent(interval.high).toFixed(2)} %`
            : 'too few',
          `${spentPercent(pairs).toFixed(2)} %`,
          looks.length === 0 ? '' : String(median(looks)),
          `${median(pairs.map(({ alone }) => alone.truth.ownMs)).toFixed(0)} ms`,
        ],
      }
    }),
  ],
})

export const slowDown = {
  name: 'slow-down',
  what: 'how much our looking slows down the start that is looked at (25 minutes)',
  bases: TRUTH_SERVER_BASES,
  long: true,
  async measure({ env, signal, log, runs = PAIRS }) {
    return withStand({ env, signal }, async (stand) => {
      const taken = await takePairs(stand, runs, { signal, log })
      const { effectOf } = stand.sources
      return {
        rows: [...taken].flatMap(([name, pairs]) => rowsOf(effectOf, name, pairs)),
        breakdowns: [partOf(effectOf, taken)],
      }
    })
  },
}
