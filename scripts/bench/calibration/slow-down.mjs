import { median } from '../median.mjs'

const ACCEPTED_ERROR = 0.05
const MOST_PERCENT = 1

const percent = (ratio) => 100 * (ratio - 1)

/** How much longer the server's own start took than unobserved, round by round. */
const effects = (effectOf, seen) =>
  [...seen]
    .filter(([name]) => name !== 'nobody')
    .map(([name, observations]) => {
      const pairs = observations.map(({ truth }, round) => ({
        baseline: seen.get('nobody')[round].truth.ownMs,
        candidate: truth.ownMs,
      }))
      return { name, ...effectOf(pairs, ACCEPTED_ERROR) }
    })

/** What the observer itself took of the processors while it waited: no more than this can be missing elsewhere. */
const spent = (observations) => median(observations.map(({ cpuMs, truth }) => cpuMs / truth.ownMs))

/** Aimed at is what can be told to 1 %; what was measured stands beside it with its interval, in the part below. */
export const slowDownRows = (seen) =>
  [...seen]
    .filter(([name]) => name.startsWith('ours'))
    .map(([name, observations]) => {
      const value = 100 * spent(observations)
      return {
        what: `${name.split(', ')[1]}, saturated: processor time taken while it waits, of the server's own start`,
        ours: { value, unit: '%' },
        effect: { value, unit: '%' },
        target: { atMost: MOST_PERCENT },
      }
    })

export const slowDownPart = (effectOf, seen) => ({
  title: "slow-down of the server's own start against nobody watching, saturated",
  parts: [
    { name: '', cells: ['effect', '95 % interval', 'processor time it took itself'] },
    ...effects(effectOf, seen).map(({ name, ratio, interval }) => ({
      name,
      cells: [
        `${percent(ratio).toFixed(1)} %`,
        interval
          ? `${percent(interval.low).toFixed(1)} to ${percent(interval.high).toFixed(1)} %`
          : 'too few',
        `${(100 * spent(seen.get(name))).toFixed(1)} %`,
      ],
    })),
  ],
})
