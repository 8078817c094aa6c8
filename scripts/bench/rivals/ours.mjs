// Our own run of two variants that are alike, with what the server itself says of each start.
import { compareLive, serviceOf } from '../live/comparison.mjs'
import { compareResampled, recordedStarts } from '../live/resampled.mjs'
import { truthOf } from '../truth-server/testimony.mjs'
import { CHANGES, RESAMPLED } from './rates.mjs'

const OWN_MS = 300
const PAIRS_TAKEN = 6
const PAIRS = 10

/** The engine, whose instances leave behind what they said of themselves. */
const noting = (engine, keep) => ({
  ...engine,
  prepare: async (request) => {
    const prepared = await engine.prepare(request)
    return prepared.launcher === undefined
      ? prepared
      : { ...prepared, launcher: notingLauncher(prepared.launcher, keep) }
  },
})

const notingLauncher = (launcher, keep) => ({
  ...launcher,
  start: async (request) => {
    const started = await launcher.start(request)
    if (started.outcome !== 'started') return started
    const { instance } = started
    const stop = async () => {
      keep({ askedAt: instance.askedAt, truth: truthOf(await instance.readLog()) })
      await instance.stop()
    }
    return { ...started, instance: { ...instance, stop } }
  },
})

const services = async (stand) => {
  const take = (pairs) =>
    serviceOf(stand, { ownMs: OWN_MS, change: 0, samples: { min: pairs, max: pairs, for: '5m' } })
  return { taken: await take(PAIRS_TAKEN), judged: await take(PAIRS) }
}

export const makeOurs = async ({ stand }) => {
  const { taken, judged } = await services(stand)
  return {
    name: `ours, ${PAIRS} pairs`,
    take: async () => {
      const kept = []
      const engine = noting(stand.engine, (one) => kept.push(one))
      const { facts } = await compareLive(stand, { ...taken, context: { ...taken.context, engine } })
      const told = new Map(facts.starts.map((start, index) => [start, kept[index]]))
      return recordedStarts(facts).map((one) => ({
        ...one,
        ...told.get(one.start),
        reportedMs: one.start.readyMs,
      }))
    },
    rates: (starts, random) =>
      CHANGES.map((change) => {
        const request = { moreMsOf: ({ wholeMs }) => change * wholeMs, random }
        const verdicts = Array.from({ length: RESAMPLED }, () =>
          compareResampled(stand.sources, judged, starts, request),
        )
        const share = (is) => (100 * verdicts.filter(is).length) / RESAMPLED
        return {
          change,
          percent: share(({ worse }) => worse.includes('startup')),
          exceeded: share(({ exceeded }) => exceeded.includes('startup')),
        }
      }),
  }
}
