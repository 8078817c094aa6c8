import { mean, quantile, variation } from '../figures.mjs'
import { median } from '../median.mjs'
import { regressed } from './regressed.mjs'

const MOST_PERCENT = 1
const ACCEPTED_ERROR = 0.05

const percent = (ratio) => 100 * (ratio - 1)
const spoken = (value) => `${value.toFixed(2)} %`

const heldTogether = (pairs, what) =>
  pairs.map(({ watched, alone }) => ({ baseline: what(alone), candidate: what(watched) }))

/** Three ways to ask the same pairs: each with its effect and its interval. */
const effectsOf = (effectOf, pairs) => {
  const wall = heldTogether(pairs, ({ truth }) => truth.ownMs)
  const own = heldTogether(pairs, ({ truth }) => truth.ownCpuMs)
  const effect = (one) => effectOf(one, ACCEPTED_ERROR)
  return { wall: effect(wall), own: effect(own), waiting: effect(regressed(wall, own)) }
}

/** Of the server's own time. */
const spentOf = (pairs) => pairs.map(({ watched }) => (100 * watched.cpuMs) / watched.truth.ownMs)

/** The engine's work between its answer and ready, more than for a start that nobody watches: in ticks, so only its mean says something. */
const engineOf = (pairs) => {
  const more = pairs.map(({ watched, alone }) => watched.engineMs - alone.engineMs)
  const share = 100 / median(pairs.map(({ alone }) => alone.truth.ownMs))
  const off = (1.96 * Math.abs(variation(more) * mean(more))) / Math.sqrt(more.length)
  return { middle: share * mean(more), off: share * off }
}

const upperEnd = ({ interval }) =>
  interval === undefined ? Number.POSITIVE_INFINITY : percent(interval.high)

/**
 * On saturated processors time goes from one to the other: the server lacks at most what looking took, and what it works longer
 * for having lost its caches meanwhile, which its own processor time shows far more exactly than its wall time.
 */
const mostByProcessorTime = (own, pairs) => {
  const shareOfWall = median(pairs.map(({ alone }) => alone.truth.ownCpuMs / alone.truth.ownMs))
  return mean(spentOf(pairs)) + Math.max(0, upperEnd(own)) * shareOfWall
}

const fromTo = ({ interval }) => `${percent(interval.low).toFixed(2)} to ${spoken(percent(interval.high))}`

const row = (what, value) => ({
  what,
  ours: { value, unit: '%' },
  effect: { value, unit: '%' },
  target: { atMost: MOST_PERCENT },
})

/** What was measured is one thing, what is thereby proven another. */
const proven = (effect) => {
  if (effect.interval === undefined) return 'too few for an interval'
  const excludes = upperEnd(effect) <= MOST_PERCENT
  return `95 %: ${fromTo(effect)}, which ${excludes ? 'excludes' : 'does not exclude'} more than ${MOST_PERCENT} %`
}

const rowsOf = (effectOf, name, pairs) => {
  const how = name.split(', ')[1]
  const { waiting, own } = effectsOf(effectOf, pairs)
  const slowed = `${how}, ${pairs.length} pairs, saturated: the start is slowed (${proven(waiting)})`
  return [
    row(slowed, percent(waiting.ratio)),
    row(`${how}, saturated: by processor time, most (95 %)`, mostByProcessorTime(own, pairs)),
    row(`${how}, saturated: processor time taken until it is ready, median`, median(spentOf(pairs))),
  ]
}

const inWords = (effect) =>
  effect.interval === undefined ? 'too few' : `${spoken(percent(effect.ratio))} (${fromTo(effect)})`

const cellsOf = (effectOf, pairs) => {
  const { wall, own, waiting } = effectsOf(effectOf, pairs)
  const spent = spentOf(pairs)
  const engine = engineOf(pairs)
  const looks = pairs.flatMap(({ watched }) => watched.fact.looks ?? [])
  return [
    inWords(wall),
    inWords(own),
    inWords(waiting),
    `${spoken(median(spent))}, P95 ${spoken(quantile(spent, 0.95))}`,
    `${median(pairs.map(({ watched }) => watched.cpuMs)).toFixed(1)} ms`,
    `${engine.middle.toFixed(1)} ± ${engine.off.toFixed(1)} %`,
    looks.length === 0 ? '' : String(median(looks)),
    `${median(pairs.map(({ alone }) => alone.truth.ownMs)).toFixed(0)} ms`,
  ]
}

export const slowDownFigures = (taken, effectOf) => ({
  rows: [...taken].flatMap(([name, pairs]) => rowsOf(effectOf, name, pairs)),
  breakdowns: [
    {
      title: 'slow-down of a start against the same that nobody watches, saturated',
      parts: [
        {
          name: '',
          cells: [
            'own time',
            'own processor time',
            'own time, the latter regressed out',
            'our processor time',
            'the same',
            "the engine's more",
            'looks',
            'own time, median',
          ],
        },
        ...[...taken].map(([name, pairs]) => ({ name, cells: cellsOf(effectOf, pairs) })),
      ],
    },
  ],
})
