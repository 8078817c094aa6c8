import { mean } from '../figures.mjs'

const change = ({ baseline, candidate }) => Math.log(candidate / baseline)

/** By how much one changes with the other from pair to pair, whatever both have in common: least squares. */
const slopeOf = (xs, ys) => {
  const [x, y] = [mean(xs), mean(ys)]
  const squares = xs.reduce((sum, one) => sum + (one - x) ** 2, 0)
  return squares === 0 ? 0 : xs.reduce((sum, one, index) => sum + (one - x) * (ys[index] - y), 0) / squares
}

/** The pairs as they would be if what explains them had been the same in both starts of each. */
export const regressed = (pairs, explaining) => {
  const xs = explaining.map(change)
  const slope = slopeOf(xs, pairs.map(change))
  return pairs.map(({ baseline, candidate }, index) => ({
    baseline,
    candidate: candidate * Math.exp(-slope * xs[index]),
  }))
}
