import { readFileSync } from 'node:fs'

// Machines as a run meets them: each gives the factor by which the next start is slower than it would be alone.
// Starts come one after the other, so what lasts (drift, a neighbour's burst) touches several of them.

const logNormal = (cv) => {
  const sigma = Math.sqrt(Math.log(1 + cv * cv))
  return (random) => () => Math.exp(sigma * random.normal())
}

/** A neighbour comes and goes: while it is there, starts take half again as long. */
const bursts = (random) => {
  const own = logNormal(0.03)(random)
  let busy = random.uniform() < 1 / 3
  return () => {
    if (random.uniform() < (busy ? 1 / 3 : 1 / 6)) busy = !busy
    return own() * (busy ? 1.3 + 0.3 * random.uniform() : 1)
  }
}

/** Speed wanders by itself: neighbouring starts are alike (correlation 0.8), distant ones are not; CV 20 %. */
const wandering = (random) => {
  const sigma = Math.sqrt(Math.log(1 + 0.2 * 0.2))
  let now = random.normal()
  return () => {
    now = 0.8 * now + 0.6 * random.normal()
    return Math.exp(sigma * now)
  }
}

/** The machine slows by 40 % in the course of 60 starts, on top of a CV of 5 %. */
const drifting = (random) => {
  const own = logNormal(0.05)(random)
  let start = 0
  return () => own() * (1 + (0.4 * start++) / 60)
}

const recorded = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8'))
const BLOCK = 20

/** Starts of one and the same image, recorded here in their order and drawn in stretches, so that what lasts lasts. */
const drawn = (starts) => (random) => {
  let [at, left] = [0, 0]
  return () => {
    if (left === 0) [at, left] = [random.below(starts.length), BLOCK]
    left -= 1
    return starts[at++ % starts.length]
  }
}

export const profiles = [
  { name: 'quiet, CV 2 %', make: logNormal(0.02) },
  { name: 'CV 5 %', make: logNormal(0.05) },
  { name: 'CV 10 %', make: logNormal(0.1) },
  { name: 'CV 20 %', make: logNormal(0.2) },
  { name: 'bursts, CV 21 %', make: bursts },
  { name: 'wandering, CV 20 %', make: wandering },
  { name: 'drift 40 %, CV 5 %', make: drifting },
  { name: 'recorded, CV 44 %', make: drawn(recorded.busy) },
  { name: 'recorded with hogs, CV 53 %', make: drawn(recorded.hogs) },
]

/** Back to back, the order turning with every pair, as our plan takes them. */
export const inTurn = (factor, pairs, effect) =>
  Array.from({ length: pairs }, (_, pair) => {
    const [first, second] = [factor(), factor()]
    return pair % 2 === 0
      ? { baseline: first, candidate: second * effect }
      : { baseline: second, candidate: first * effect }
  })

/**
 * In triples with the candidate of the base branch, in the plan's own order: what the candidate and the base's come to. The
 * baseline is started between them in one of three.
 */
export const inTriples = (factor, orderOf, triples, effect) =>
  Array.from({ length: triples }, (_, triple) => {
    const taken = Object.fromEntries(orderOf(triple, true).map((turn) => [turn, factor()]))
    return { baseline: taken.base, candidate: taken.candidate * effect }
  })

/** All of one, then all of the other, as people do. */
export const oneAfterTheOther = (factor, starts, effect) => {
  const baseline = Array.from({ length: starts }, factor)
  return { baseline, candidate: Array.from({ length: starts }, () => factor() * effect) }
}
