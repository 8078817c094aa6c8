// How wrong each way of seeing a start is, against the clock of the server itself, and how much it slows what it watches.

import { biasPart, biasRows } from './calibration/bias.mjs'
import { partsOfStart } from './calibration/parts.mjs'
import { slowDownPart, slowDownRows } from './calibration/slow-down.mjs'
import { hogAll } from './hogs.mjs'
import { handObservers, observeByHand } from './truth-server/observers.mjs'
import { ourObservers } from './truth-server/our-observers.mjs'
import { TRUTH_SERVER_BASES, withStand } from './truth-server/stand.mjs'

const STARTS = 30
/** Their own starts teach our probes when to look; without them the first ones would be counted as well. */
const LESSONS = 2
const OWN_MS = 300
/** Of one round; a hog outlives no killed bench by more. */
const HOGS_MS = 60_000
const SOONEST_LOOK_MS = 100

/** Every observer once a round, whoever goes first turning from round to round. */
const inTurn = async (observers, rounds, { signal, log, what }, around = (round) => round()) => {
  const seen = new Map(Object.keys(observers).map((name) => [name, []]))
  const names = Object.keys(observers)
  for (let round = 0; round < rounds + LESSONS; round += 1) {
    await around(async () => {
      for (let turn = 0; turn < names.length; turn += 1) {
        signal.throwIfAborted()
        const name = names[(round + turn) % names.length]
        const one = await observers[name].observe()
        if (round >= LESSONS) seen.get(name).push(one)
      }
    })
    if (round % 10 === 9) log(`calibration: ${what}, ${round + 1} of ${rounds + LESSONS} rounds`)
  }
  return seen
}

const observersOf = async (stand, settings, expectedMs) => {
  const byHand = handObservers({ docker: stand.docker, expectedMs })
  return {
    ...Object.fromEntries(
      Object.entries(byHand).map(([name, observer]) => [
        name,
        { ...observer, observe: () => observeByHand(stand, observer, settings) },
      ]),
    ),
    ...(await ourObservers(stand, settings)),
  }
}

const without = (observers, ...names) =>
  Object.fromEntries(Object.entries(observers).filter(([name]) => !names.includes(name)))

const amongHogs = async (round) => {
  const hogs = hogAll(HOGS_MS)
  try {
    await round()
  } finally {
    hogs.stop()
  }
}

/** A server that says 500 at first, and one that accepts and stays silent: whoever takes that for ready sees too early. */
const badManners = async (stand, rounds, context) => {
  const seen = {}
  for (const [name, manner] of Object.entries({
    'answers 500 first': { ERROR_MS: 150 },
    'silent at first': { SILENT_MS: 150 },
  })) {
    const ours = await ourObservers(stand, { SLEEP_MS: 150, ...manner })
    const only = Object.fromEntries(Object.entries(ours).filter(([, { sees }]) => sees === 'readyAt'))
    seen[name] = await inTurn(only, rounds, { ...context, what: name })
  }
  return seen
}

export const calibration = {
  name: 'calibration',
  what: 'how wrong each way of seeing a start is, and how much it slows it down (12 minutes)',
  bases: TRUTH_SERVER_BASES,
  long: true,
  async measure({ env, signal, log, runs = STARTS }) {
    return withStand({ env, signal }, async (stand) => {
      const context = { signal, log }
      const settings = { WORK: stand.unitsFor(OWN_MS) }
      const quiet = await inTurn(await observersOf(stand, settings, OWN_MS + SOONEST_LOOK_MS), runs, {
        ...context,
        what: 'idle',
      })
      const saturated = await inTurn(
        without(await observersOf(stand, settings, 3 * OWN_MS), 'tcp, published port', 'health check, 1 s'),
        runs,
        { ...context, what: 'saturated' },
        amongHogs,
      )
      const rude = await badManners(stand, Math.ceil(runs / 3), context)
      const { effectOf } = stand.sources
      return {
        rows: [
          ...biasRows('idle', quiet),
          ...biasRows('saturated', saturated),
          ...slowDownRows(saturated),
          ...Object.entries(rude).flatMap(([name, seen]) => biasRows(name, seen)),
        ],
        breakdowns: [
          biasPart('idle', quiet),
          biasPart('saturated', saturated),
          ...Object.entries(rude).map(([name, seen]) => biasPart(name, seen)),
          slowDownPart(effectOf, saturated),
          partsOfStart(quiet, saturated),
        ],
      }
    })
  },
}
