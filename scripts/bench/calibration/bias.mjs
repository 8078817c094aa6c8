import { quantile } from '../figures.mjs'
import { median } from '../median.mjs'
import { momentOf } from './moments.mjs'

/** The clocks are held together to some microseconds; what is earlier than that was seen before it was there. */
const EARLY_MS = 0.1
const TARGET_MS = { log: 1, http: 3, tcp: 3 }

const errorsOf = (name, observations) => {
  const moment = momentOf(name)
  return moment === undefined ? [] : observations.map(({ seenAt, truth }) => seenAt - truth[moment])
}

const figuresOf = (name, observations) => {
  const errors = errorsOf(name, observations)
  return {
    middle: median(errors),
    p95: quantile(errors.map(Math.abs), 0.95),
    early: errors.filter((error) => error < -EARLY_MS).length,
    count: errors.length,
  }
}

const watched = (seen) => [...seen].filter(([name, all]) => errorsOf(name, all).length > 0)

const signed = (ms) => `${ms >= 0 ? '+' : ''}${ms.toFixed(1)} ms`

/** Of ours: what is aimed at. */
export const biasRows = (where, seen) =>
  watched(seen)
    .filter(([name]) => name.startsWith('ours'))
    .flatMap(([name, observations]) => {
      const { middle, early, count } = figuresOf(name, observations)
      const how = name.split(', ')[1]
      const off = Math.abs(middle)
      return [
        {
          what: `${how}, ${where}: median error of ${count}`,
          ours: { value: off, unit: 'ms' },
          effect: { value: off, unit: 'ms' },
          target: { atMost: TARGET_MS[how] },
        },
        {
          what: `${how}, ${where}: seen before it was ready`,
          ours: { value: (100 * early) / count, unit: '%' },
          effect: { value: (100 * early) / count, unit: '%' },
          target: { atMost: 0 },
        },
      ]
    })

/** Of everybody. */
export const biasPart = (where, seen) => ({
  title: `when each saw it ready against the server's own clock, ${where}`,
  parts: [
    { name: '', cells: ['median', 'P95 of the distance', 'too early'] },
    ...watched(seen).map(([name, observations]) => {
      const { middle, p95, early, count } = figuresOf(name, observations)
      return { name, cells: [signed(middle), `${p95.toFixed(1)} ms`, `${early} of ${count}`] }
    }),
  ],
})
