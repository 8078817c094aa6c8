const sorted = (values) => [...values].sort((a, b) => a - b)

/** The value below which this share of all lies; the one that was observed, none between two. */
export const quantile = (values, share) => sorted(values)[Math.max(0, Math.ceil(share * values.length) - 1)]

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

/** The standard deviation as a share of the mean. */
export const variation = (values) => {
  const middle = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1)) / middle
}
