// A neighbour who comes and goes in the course of one run: what pairs in turn make of it, and what two medians do.
import { slowedPart, slowedRows } from './drift/figures.mjs'
import { hogAll } from './hogs.mjs'
import { prepareService } from './truth-server/service.mjs'
import { TRUTH_SERVER_BASES, withStand } from './truth-server/stand.mjs'

const PAIRS = 20
const OWN_MS = 300
const SLOWER = 1.1
/** The load is there for these starts out of all, told by their number: every way of measuring meets the same of it. */
const LOAD = [
  [0.3, 0.5],
  [0.65, 0.95],
]
const HOGS_MS = 60_000

const isLoaded = (share) => LOAD.some(([from, until]) => share >= from && share < until)

/** Turns the load on and off by the number of the start that is about to begin. */
const underLoad = (launchers, starts) => {
  let begun = 0
  let hogs
  const turn = (on) => {
    if (on && hogs === undefined) hogs = hogAll(HOGS_MS)
    if (on) return
    hogs?.stop()
    hogs = undefined
  }
  const loaded = new Map(
    [...launchers].map(([key, launcher]) => [
      key,
      {
        ...launcher,
        start: async (request) => {
          turn(isLoaded(begun / starts))
          begun += 1
          return launcher.start(request)
        },
      },
    ]),
  )
  return { launchers: loaded, end: () => turn(false) }
}

const startsOf = async (stand, { steps, launchers, context }) => {
  const timed = await stand.sources.measureStarts(steps, launchers, () => false, context)
  const failed = timed.find(({ fact }) => fact.failure !== undefined)
  if (failed) throw new Error(failed.fact.failure.message)
  return timed.map(({ fact }) => fact)
}

/** All of one and then all of the other, as a script would. */
const oneAfterTheOther = (steps) =>
  ['baseline', 'candidate'].flatMap((role) => steps.filter(({ ref }) => ref.role === role))

export const drift = {
  name: 'drift',
  what: 'pairs in turn and two medians, while a load comes and goes (2 minutes)',
  bases: TRUTH_SERVER_BASES,
  async measure({ env, signal, log, runs = PAIRS }) {
    return withStand({ env, signal }, async (stand) => {
      const { plan, launchers, context } = await prepareService(stand, {
        ready: { log: 'ready' },
        baseline: { WORK: stand.unitsFor(OWN_MS) },
        candidate: { WORK: stand.unitsFor(SLOWER * OWN_MS) },
        samples: { min: runs, max: runs, for: '10m' },
      })
      const take = async (what, steps, loaded) => {
        signal.throwIfAborted()
        log(`drift: ${what}`)
        const load = loaded ? underLoad(launchers, steps.length) : { launchers, end: () => {} }
        try {
          return await startsOf(stand, { steps, launchers: load.launchers, context })
        } finally {
          load.end()
        }
      }
      const inTurn = plan.starts
      const apart = oneAfterTheOther(inTurn)
      const found = {
        quiet: await take('in turn, quiet', inTurn, false),
        inTurn: await take('in turn, the load comes and goes', inTurn, true),
        apart: await take('one after the other, the load comes and goes', apart, true),
      }
      signal.throwIfAborted()
      return { rows: slowedRows(stand.sources, found), breakdowns: [slowedPart(stand.sources, found)] }
    })
  },
}
