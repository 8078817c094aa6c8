import { mean } from '../figures.mjs'
import { median } from '../median.mjs'

const OURS = {
  create: ({ createdMs }) => createdMs,
  start: ({ createdMs, startedMs }) => startedMs - createdMs,
  'until ready': ({ startedMs, readyMs }) => readyMs - startedMs,
  'a trivial command': ({ execMs = 0 }) => execMs,
  'SIGTERM to the exit': ({ stop }) => stop?.waitedMs ?? 0,
  removal: ({ removeMs = 0 }) => removeMs,
}

const shown = (name, ms) => ({ name, cells: [`${ms.toFixed(1)} ms`] })

const ofOne = (facts, value) => mean(facts.map(value))
const told = (facts) => Object.values(OURS).reduce((sum, value) => sum + ofOne(facts, value), 0)

/** By the facts of the record; what they do not tell is the memory, and what the engine is asked besides. */
export const partsOfOurs = (blocks) => [
  ...Object.entries(OURS).map(([name, value]) =>
    shown(name, median(blocks.map(({ facts }) => ofOne(facts, value)))),
  ),
  shown(
    'reading memory until it settles, and all else',
    median(blocks.map(({ facts, ends }) => ends.at(-1) / facts.length - told(facts))),
  ),
]

export const partsOfBare = (blocks) =>
  Object.keys(blocks[0].parts[0]).map((name) =>
    shown(name, median(blocks.map(({ parts }) => mean(parts.map((one) => one[name] ?? 0))))),
  )
