// How often we cry wolf, and how often we see one: false alarms and power on machines of many kinds, beside what people
// judge by today. Simulated and resampled from recorded starts, with a fixed seed: the same figures on every machine.
import { loadSources } from './compiled.mjs'
import { mostToBeFound } from './stats/bound.mjs'
import { byBootstrap, byMannWhitney, byMeans } from './stats/methods.mjs'
import { inTriples, inTurn, oneAfterTheOther, profiles } from './stats/noise.mjs'
import { randomOf } from './stats/random.mjs'

const RUNS = 1000
const SEED = 20_201
const BUDGET = 1.05
const PAIRS = 20
const MOST_FALSE_ALARMS = 1
const MOST_FALSE_OF_SERVICE = 2
/** What a start's two parts weigh in the whole. */
const [ENGINE_SHARE, APPLICATION_SHARE] = [2, 1]
const LEAST_FOUND = 90

/** Our own method is run as it is, from the sources; what is measured here is not a copy of it. */
const loadMethod = () => loadSources('core/stats/effect', 'core/stats/looks', 'core/stats/pairs')

/** One run as it would go: pairs are taken, looked at, and no more are taken once the budget is settled. */
const runOurs = ({ effectOf }, looks, taken) => {
  for (const { pairs, error } of looks) {
    const { interval } = effectOf(taken.slice(0, pairs), error)
    const isLast = pairs === taken.length
    const verdict = {
      exceeds: interval?.low > BUDGET,
      keeps: interval?.high <= BUDGET,
      slower: interval?.low > 1,
      pairs,
    }
    if (verdict.exceeds || verdict.keeps || isLast) return verdict
  }
  throw new Error('stats: the last look is not at the last pair')
}

const percent = (hits) => (100 * hits) / RUNS

const inPairs = (factor, _, pairs, effect) => inTurn(factor, pairs, effect)

const ourFigures = (method, profile, { min, max, effect }, take = inPairs) => {
  const random = randomOf(SEED)
  const looks = method.planLooks({ min, max })
  const verdicts = Array.from({ length: RUNS }, () =>
    runOurs(method, looks, take(profile.make(random), method.orderOf, max, effect)),
  )
  const share = (is) => percent(verdicts.filter(is).length)
  return {
    exceeds: share(({ exceeds }) => exceeds),
    slower: share(({ slower }) => slower),
    settled: share(({ exceeds, keeps }) => exceeds || keeps),
    pairs: verdicts.reduce((sum, { pairs }) => sum + pairs, 0) / RUNS,
  }
}

const otherFigures = (profile, effect) => {
  const random = randomOf(SEED)
  const hits = { means: 0, mannWhitney: 0, bootstrap: 0 }
  for (let run = 0; run < RUNS; run += 1) {
    const apart = oneAfterTheOther(profile.make(random), PAIRS, effect)
    hits.means += byMeans(apart, BUDGET)
    hits.mannWhitney += byMannWhitney(apart, BUDGET)
    const pairs = inTurn(profile.make(random), PAIRS, effect)
    const ratios = pairs.map(({ baseline, candidate }) => candidate / baseline)
    hits.bootstrap += byBootstrap(ratios, BUDGET, random)
  }
  return Object.fromEntries(Object.entries(hits).map(([name, count]) => [name, percent(count)]))
}

const together = (engine, application) =>
  engine.map((part, pair) =>
    Object.fromEntries(
      ['baseline', 'candidate'].map((role) => [
        role,
        ENGINE_SHARE * part[role] + APPLICATION_SHARE * application[pair][role],
      ]),
    ),
  )

/**
 * Start-up and its two parts, memory, latency, nothing changed: how often any budget is exceeded. The parts and the latency
 * meet the noise each by itself, which fires most often; memory hardly varies.
 */
const serviceAlarms = (method, profile, limits) => {
  const random = randomOf(SEED + 1)
  const looks = method.planLooks(limits)
  const take = ({ make }) => inTurn(make(random), limits.max, 1)
  const isExceeded = () => {
    const [engine, application] = [take(profile), take(profile)]
    return [engine, application, together(engine, application), take(profiles[0]), take(profile)].some(
      (taken) => runOurs(method, looks, taken).exceeds,
    )
  }
  return percent(Array.from({ length: RUNS }, isExceeded).filter(Boolean).length)
}

const fixed = (pairs, effect) => ({ min: pairs, max: pairs, effect })
const stopping = (effect) => ({ min: 6, max: 30, effect })

const row = (what, value, other, target) => ({
  what,
  ours: { value, unit: '%' },
  ...(other && { other: { name: other.name, value: other.value, unit: '%' } }),
  effect: { value, unit: '%' },
  target,
})

const shown = (value) => `${value.toFixed(1)} %`
const WIDE = [0, 5, 10, 20]

/** Everything about one machine. */
const measureProfile = (method, profile) => {
  const ours = (limits) => ourFigures(method, profile, limits)
  const detection = [10, 20, 30].map((pairs) => ({
    name: `fixed, ${pairs} pairs`,
    figures: WIDE.map((size) => ours(fixed(pairs, 1 + size / 100))),
  }))
  const triples = WIDE.map((size) => ourFigures(method, profile, fixed(PAIRS, 1 + size / 100), inTriples))
  const byItself = WIDE.map((size) => ours(stopping(1 + size / 100)))
  const others = { alike: otherFigures(profile, 1), slower: otherFigures(profile, 1.1) }
  const alarms = detection[1].figures[0].exceeds
  const found = detection[1].figures[2].slower
  const bound =
    100 * mostToBeFound(profile, { random: randomOf(SEED), pairs: PAIRS, effect: 1.1, runs: RUNS })
  const breakdown = {
    title: `${profile.name}: found slower / over a budget of 5 %, for a true change of`,
    parts: [
      { name: '', cells: WIDE.map((size) => `+${size} %`) },
      ...[
        ...detection,
        { name: `fixed, ${PAIRS} triples, against the base`, figures: triples },
        { name: 'stopping by itself, 6 to 30', figures: byItself },
      ].map(({ name, figures }) => ({
        name,
        cells: figures.map(({ slower, exceeds }) => `${shown(slower)} / ${shown(exceeds)}`),
      })),
      { name: '  of these settled', cells: byItself.map(({ settled }) => shown(settled)) },
      { name: '  pairs taken', cells: byItself.map(({ pairs }) => pairs.toFixed(1)) },
      ...Object.entries({
        means: 'two means, one after the other',
        mannWhitney: 'Mann-Whitney, one after the other',
        bootstrap: 'bootstrap of the median of pairs',
      }).map(([name, title]) => ({
        name: `${title}, ${PAIRS}`,
        cells: [shown(others.alike[name]), '', shown(others.slower[name]), ''],
      })),
      { name: `most to be found, the noise known, ${PAIRS}`, cells: ['', '', shown(bound), ''] },
    ],
  }
  const rows = [
    row(
      `false alarms of migration: 5 %, ${profile.name}`,
      alarms,
      { name: 'means', value: others.alike.means },
      { atMost: MOST_FALSE_ALARMS },
    ),
    row(
      `the same, stopping by itself`,
      byItself[0].exceeds,
      { name: 'Mann-Whitney', value: others.alike.mannWhitney },
      { atMost: MOST_FALSE_ALARMS },
    ),
    row(`the same of regression: 5 %, ${PAIRS} triples`, triples[0].exceeds, undefined, {
      atMost: MOST_FALSE_ALARMS,
    }),
    row(
      `the same, any of a service's 5 metrics, ${PAIRS} pairs`,
      serviceAlarms(method, profile, fixed(PAIRS)),
      undefined,
      { atMost: MOST_FALSE_OF_SERVICE },
    ),
    row(
      `+10 % found by ${PAIRS} pairs, ${profile.name}`,
      found,
      { name: 'bootstrap', value: others.slower.bootstrap },
      { atLeast: LEAST_FOUND },
    ),
  ]
  return { rows, breakdown }
}

export const stats = {
  name: 'stats',
  what: 'false alarms and power of our judging on noise of many kinds, simulated and resampled',
  bases: [],
  async measure({ signal, log }) {
    const method = await loadMethod()
    log(`stats: ${RUNS} runs of every size on ${profiles.length} kinds of noise, seed ${SEED}`)
    const found = profiles.map((profile) => {
      signal.throwIfAborted()
      log(`stats: ${profile.name}`)
      return measureProfile(method, profile)
    })
    const quiet = ourFigures(method, profiles[0], fixed(10, 1.1))
    return {
      rows: [
        ...found.flatMap(({ rows }) => rows),
        row('+10 % found by 10 pairs, quiet', quiet.slower, undefined, { atLeast: 100 }),
      ],
      breakdowns: found.map(({ breakdown }) => breakdown),
    }
  },
}
