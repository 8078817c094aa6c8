import { mean } from '../figures.mjs'

const MOST_FALSE_OF_METRIC = 1
const MOST_FALSE_OF_SERVICE = 2
const LEAST_FOUND = 90

const count = (verdicts, is) => verdicts.filter(is).length
const percentOf = (hits, verdicts) => (100 * hits) / verdicts.length

const alarmRow = (what, hits, verdicts, most) => ({
  what: `${what}: ${hits} of ${verdicts.length} alike exceed a budget of 5 %`,
  ours: { value: percentOf(hits, verdicts), unit: '%' },
  effect: { value: percentOf(hits, verdicts), unit: '%' },
  target: { atMost: most },
})

/** How often a budget fires although nothing changed: by metric, and for a service that has them all. */
export const alarmRows = (where, metrics, verdicts) => [
  ...metrics.map((metric) =>
    alarmRow(
      `${where}, ${metric}`,
      count(verdicts, ({ exceeded }) => exceeded.includes(metric)),
      verdicts,
      MOST_FALSE_OF_METRIC,
    ),
  ),
  alarmRow(
    `${where}, whole service`,
    count(verdicts, ({ exceeded }) => exceeded.length > 0),
    verdicts,
    MOST_FALSE_OF_SERVICE,
  ),
]

/** The narrowest metric that holds the change. */
const changedMetric = (metrics) =>
  metrics.includes('startup-application') ? 'startup-application' : 'startup'

export const foundRow = (where, metrics, verdicts) => {
  const metric = changedMetric(metrics)
  const value = percentOf(
    count(verdicts, ({ worse }) => worse.includes(metric)),
    verdicts,
  )
  return {
    what: `${where}, ${metric}: 10 % more work found`,
    ours: { value, unit: '%' },
    effect: { value, unit: '%' },
    target: { atLeast: LEAST_FOUND },
  }
}

const cell = (metric, verdicts) => {
  const worse = count(verdicts, (one) => one.worse.includes(metric))
  const exceeded = count(verdicts, (one) => one.exceeded.includes(metric))
  return `${worse} / ${exceeded}`
}

/** By size of the change: in how many comparisons each metric was found worse, and over its budget. */
export const foundPart = (how, metrics, found) => {
  const columns = [...found.values()]
  return {
    title: `found worse / over a budget of 5 %, by how much more work the candidate does; ${how}`,
    parts: [
      { name: '', cells: [...found.keys()].map((change) => `+${100 * change} %`) },
      { name: 'comparisons', cells: columns.map((verdicts) => String(verdicts.length)) },
      ...metrics.map((metric) => ({
        name: metric,
        cells: columns.map((verdicts) => cell(metric, verdicts)),
      })),
      {
        name: 'pairs taken, mean',
        cells: columns.map((verdicts) => mean(verdicts.map(({ pairs }) => pairs)).toFixed(1)),
      },
    ],
  }
}
