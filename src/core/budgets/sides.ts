import type { Service } from '../domain/config.js'
import type { BuildFact, Facts, Sample } from '../domain/facts.js'
import { type Metric, metricInfo } from '../domain/metric.js'
import { pullDifferenceError } from '../domain/pull-error.js'
import { samplesBase } from '../plan/with-base.js'
import type { Observation } from '../stats/observe/observation.js'
import { preparedOf } from '../stats/observe/observation.js'
import { observe } from '../stats/observe/observe.js'
import { type InTurn, type Pair, pairsOf, ratioOf } from '../stats/pairs.js'
import { baseFacts, baseService, headFacts } from '../stats/revisions.js'

/** Two observations of one metric that are held together, on either axis. */
export interface Sides {
  readonly metric: Metric
  /** The baseline, or the candidate as the base branch has it. */
  readonly against: Observation
  readonly candidate: Observation
  readonly inTurn: InTurn
  /** Of a build's duration, what the cache held: a cold build beside a warm one differs for the cache's sake. */
  readonly temperatures?: Readonly<Record<'against' | 'candidate', BuildFact['temperature'] | undefined>>
  /** Of a pull size that is guessed from samples, how far the change may be off, as a share. */
  readonly guessedWithin?: number
}

/** The facts of one service, and how its candidate is held against the baseline and against the base. */
export interface Axes {
  /** Of this change only. */
  readonly head: Facts
  readonly migration: (metric: Metric) => Sides
  /** Absent where there is no base. */
  readonly regression?: (metric: Metric) => Sides
}

export function axesOf(facts: Facts, service: Service): Axes {
  const head = headFacts(facts)
  const candidate: Side = { facts: head, service, role: 'candidate' }
  const before = baseService(service)
  return {
    head,
    migration: sidesOf({ facts: head, service, role: 'baseline' }, candidate, 'baseline'),
    ...(before && {
      regression: sidesOf({ facts: baseFacts(facts), service: before, role: 'candidate' }, candidate, 'base'),
    }),
  }
}

interface Side {
  readonly facts: Facts
  readonly service: Service
  readonly role: 'baseline' | 'candidate'
}

function sidesOf(against: Side, candidate: Side, turn: InTurn['baseline']): (metric: Metric) => Sides {
  const observed = ({ facts, service, role }: Side, metric: Metric) => observe(facts, service, role, metric)
  const temperature = ({ facts, service, role }: Side) => preparedOf(facts, service, role)?.build?.temperature
  return (metric) => ({
    metric,
    against: observed(against, metric),
    candidate: observed(candidate, metric),
    inTurn: { baseline: turn, withBase: isTriple(candidate.service, metric) },
    ...(metric === 'pull-size' && guess(against, candidate)),
    ...(metric === 'build-time' && {
      temperatures: { against: temperature(against), candidate: temperature(candidate) },
    }),
  })
}

function guess(...sides: readonly [Side, Side]): Pick<Sides, 'guessedWithin'> {
  const [against, candidate] = sides.map(
    ({ facts, service, role }) => preparedOf(facts, service, role)?.image,
  )
  const errorBytes = against && candidate && pullDifferenceError(against, candidate)
  return against === undefined || errorBytes === undefined
    ? {}
    : { guessedWithin: errorBytes / against.pullBytes }
}

function isTriple(service: Service, metric: Metric): boolean {
  const { pairs } = metricInfo[metric]
  return (pairs === 'starts' || pairs === 'slices') && samplesBase(service, pairs)
}

/** Only what varies by itself needs pairs; what is the same every time is compared directly. */
export const countedPairs = ({ metric, against, candidate }: Sides): readonly Pair[] =>
  metricInfo[metric].noisy ? pairsOf(against.samples, candidate.samples) : noPairs

const noPairs: readonly Pair[] = []

/** What each pair by itself came to. */
export const changesOfPairs = (sides: Sides): readonly number[] =>
  countedPairs(sides).map((pair) => ratioOf(pair) - 1)

export const samplesOf = ({ against, candidate }: Sides): readonly (readonly Sample[])[] => [
  against.samples,
  candidate.samples,
]
