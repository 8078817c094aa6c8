import { median } from '../median.mjs'

const ACCEPTED_ERROR = 0.05
const MOST_OFF_PERCENT = 3

/** What is judged: the whole start, and the application's part of it where the engine told when the process began. */
const PARTS = {
  'the whole start': ({ readyMs }) => readyMs,
  'the application’s part': ({ readyMs, processStartedMs }) =>
    processStartedMs === undefined ? undefined : readyMs - processStartedMs,
}

const warm = (facts, role) => facts.filter(({ ref, warmUp }) => ref.role === role && !warmUp)

/** Of the pairs: the effect that the product's judging finds. */
const paired = ({ effectOf }, facts, part) => {
  const after = new Map(warm(facts, 'candidate').map((fact) => [fact.pair, part(fact)]))
  const pairs = warm(facts, 'baseline').map((fact) => ({
    baseline: part(fact),
    candidate: after.get(fact.pair),
  }))
  return effectOf(pairs, ACCEPTED_ERROR).ratio
}

const twoMedians = (facts, part) =>
  median(warm(facts, 'candidate').map(part)) / median(warm(facts, 'baseline').map(part))

const off = (loaded, quiet) => 100 * Math.abs(loaded / quiet - 1)

const judged = (sources, found) =>
  Object.entries(PARTS)
    .filter(([, part]) =>
      Object.values(found).every((facts) => facts.every((fact) => part(fact) !== undefined)),
    )
    .map(([name, part]) => ({
      name,
      quiet: paired(sources, found.quiet, part),
      inTurn: paired(sources, found.inTurn, part),
      apart: twoMedians(found.apart, part),
    }))

export const slowedRows = (sources, found) =>
  judged(sources, found).map(({ name, quiet, inTurn, apart }) => {
    const [ours, other] = [off(inTurn, quiet), off(apart, quiet)]
    return {
      what: `${name}: how far the load moves the effect`,
      ours: { value: ours, unit: '%' },
      other: { name: 'two medians', value: other, unit: '%' },
      effect: { value: ours, unit: '%' },
      target: { atMost: MOST_OFF_PERCENT },
    }
  })

const change = (ratio) => `${ratio >= 1 ? '+' : ''}${(100 * (ratio - 1)).toFixed(1)} %`

export const slowedPart = (sources, found) => ({
  title: 'the effect of 10 % more work, as each finds it',
  parts: [
    { name: '', cells: ['pairs, quiet', 'pairs, under load', 'two medians, under load'] },
    ...judged(sources, found).map(({ name, quiet, inTurn, apart }) => ({
      name,
      cells: [quiet, inTurn, apart].map(change),
    })),
  ],
})
