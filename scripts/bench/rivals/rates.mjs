// How often a tool would have said "slower": starts that it took, drawn in stretches, all of one and then all of the other.
import { mean } from '../figures.mjs'

export const RESAMPLED = 1000
export const CHANGES = [0, 0.1, 0.2]
const BOUND = 1.05

/** By each change of the whole start: the share of comparisons in which the mean of the other is more than 5 % longer. */
export const ratesOfMeans = (starts, count, { reported, random }) =>
  CHANGES.map((change) => {
    let said = 0
    for (let run = 0; run < RESAMPLED; run += 1) {
      const from = random.below(starts.length)
      const at = (index) => starts[(from + index) % starts.length]
      const before = Array.from({ length: count }, (_, index) => reported(at(index), 0))
      const after = Array.from({ length: count }, (_, index) => reported(at(count + index), change))
      said += mean(after) > BOUND * mean(before)
    }
    return { change, percent: (100 * said) / RESAMPLED }
  })

/** What a start took in truth, from asking the engine to serving. */
export const wholeMs = ({ askedAt, truth }) => truth.readyAt - askedAt

/** A tool whose own time grows with the start: it would have reported as much more. */
export const reportedTime = (start, change) => start.reportedMs + change * wholeMs(start)
