import { inTurn } from './noise.mjs'

// What is to be had at all: the most powerful test of a change there is (Neyman and Pearson 1933), by somebody who knows
// the law of the pairs' ratios beforehand. Nobody does; nobody finds more from the ratios alone, whatever the method.

const LAW_PAIRS = 20_000
const STEP = 0.002
const REACH = 2
const ERROR = 0.025

const logRatios = (pairs) => pairs.map(({ baseline, candidate }) => Math.log(candidate / baseline))
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

/** The density of log-ratios where nothing changed, alike on both sides; smoothed by a quarter of their middle size. */
const densityOf = (ratios) => {
  const cells = Math.round(REACH / STEP)
  const counts = new Float64Array(2 * cells + 1)
  for (const ratio of ratios)
    for (const one of [ratio, -ratio]) {
      const cell = cells + Math.round(one / STEP)
      if (cell >= 0 && cell < counts.length) counts[cell] += 1
    }
  const width = Math.max(1, Math.round(median(ratios.map(Math.abs)) / 4 / STEP))
  const kernel = Array.from({ length: 8 * width + 1 }, (_, at) =>
    Math.exp(-(((at - 4 * width) / width) ** 2) / 2),
  )
  const weight = kernel.reduce((sum, one) => sum + one, 0) * 2 * ratios.length
  const smooth = counts.map((_, cell) =>
    kernel.reduce((sum, share, at) => sum + share * (counts[cell + at - 4 * width] ?? 0), 0),
  )
  return (value) => (smooth[cells + Math.round(value / STEP)] ?? 0) / weight + 1e-9
}

/** How often that test finds the change, erring as often as our interval does on one side. */
export const mostToBeFound = (profile, { random, pairs, effect, runs }) => {
  const law = []
  while (law.length < LAW_PAIRS) law.push(...logRatios(inTurn(profile.make(random), pairs, 1)))
  const density = densityOf(law)
  const shift = Math.log(effect)
  const evidence = (change) =>
    Array.from({ length: runs }, () =>
      logRatios(inTurn(profile.make(random), pairs, change)).reduce(
        (sum, one) => sum + Math.log(density(one - shift) / density(one)),
        0,
      ),
    )
  const alike = evidence(1).sort((a, b) => b - a)
  const critical = alike[Math.floor(ERROR * runs)]
  return evidence(effect).filter((one) => one > critical).length / runs
}
