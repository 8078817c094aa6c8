// What people judge two series of times by, beside what we do. Each says whether the candidate is found slower, and
// whether by more than a bound: `false alarm` and `found` are counted from that.

const sorted = (values) => [...values].sort((a, b) => a - b)
const median = (values) => {
  const all = sorted(values)
  return (all[Math.floor(all.length / 2)] + all[Math.floor((all.length - 1) / 2)]) / 2
}
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

/** All of one, all of the other, two means: the script everybody writes. */
export const byMeans = ({ baseline, candidate }, bound) => mean(candidate) / mean(baseline) > bound

/** Mann and Whitney's test at 5 %, one-sided half of it, and the medians beyond the bound. By the normal law: from 10 on. */
export const byMannWhitney = ({ baseline, candidate }, bound) => {
  const wins = candidate.reduce(
    (sum, after) =>
      sum + baseline.reduce((won, before) => won + (after > before) + (after === before) / 2, 0),
    0,
  )
  const [m, n] = [baseline.length, candidate.length]
  const z = (wins - (m * n) / 2) / Math.sqrt((m * n * (m + n + 1)) / 12)
  return z > 1.96 && median(candidate) / median(baseline) > bound
}

const RESAMPLES = 400

/** Pairs in turn; the 95 % bootstrap interval of the median log-ratio excludes none, and the median is beyond the bound. */
export const byBootstrap = (ratios, bound, random) => {
  const logs = ratios.map(Math.log)
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(logs.map(() => logs[random.below(logs.length)])),
  )
  return sorted(medians)[Math.floor(RESAMPLES * 0.025)] > 0 && median(logs) > Math.log(bound)
}
