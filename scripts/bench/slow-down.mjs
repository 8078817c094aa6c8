// How much our looking slows down the start that is looked at, on saturated processors: every start of ours beside one that
// nobody watches, in pairs in turn, for as long as the bench may take.
import { hogAll } from './hogs.mjs'
import { slowDownFigures } from './slow-down/figures.mjs'
import { handObservers, observeByHand } from './truth-server/observers.mjs'
import { ourObservers } from './truth-server/our-observers.mjs'
import { TRUTH_SERVER_BASES, withStand } from './truth-server/stand.mjs'

/** More than there is time for. */
const PAIRS = 1000
const MOST_MS = 12 * 60_000
/** They teach our probes when to look, and are not counted. */
const LESSONS = 3
const OWN_MS = 300
const EXPECTED_MS = 3 * OWN_MS
/** Of one pair of each observer; a hog outlives no killed bench by more. */
const HOGS_MS = 60_000

const takePairs = async (stand, pairs, { signal, log }) => {
  const { meter } = stand
  const settings = { WORK: stand.unitsFor(OWN_MS) }
  let engineMs
  const onLookingUp = () => {
    engineMs = meter.engineMsSinceAnswer()
  }
  const { nobody } = handObservers({ docker: stand.docker, expectedMs: EXPECTED_MS, onLookingUp })
  const unwatched = async () => ({ ...(await observeByHand(stand, nobody, settings)), engineMs })
  const ours = await ourObservers(stand, settings)
  const taken = new Map(Object.keys(ours).map((name) => [name, []]))
  const begun = performance.now()
  for (let pair = 0; pair < pairs + LESSONS && performance.now() - begun < MOST_MS; pair += 1) {
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
    if (pair % 10 === 9) log(`slow-down: ${pair + 1} pairs of each`)
  }
  return taken
}

export const slowDown = {
  name: 'slow-down',
  what: 'how much our looking slows down the start that is looked at (12 minutes)',
  bases: TRUTH_SERVER_BASES,
  long: true,
  async measure({ env, signal, log, runs = PAIRS }) {
    return withStand({ env, signal }, async (stand) =>
      slowDownFigures(await takePairs(stand, runs, { signal, log }), stand.sources.effectOf),
    )
  },
}
