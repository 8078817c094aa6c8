import type { RunRecord } from '../../../src/core/domain/record.js'

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** What is taken anew each time, or depends on which machine built it: all else must agree. */
const measured = [
  /^(stepsCached|temperature|diffId|compressedBytes|compressedEstimated|compressedErrorBytes|pullBytes|pullEstimated|pullErrorBytes)$/,
  /Ms$/,
  /^memory\w*Bytes$/,
  /^(run|runUrl|machine)$/,
  /^(created|value|how|looks|cachedSteps|builder|baseline|candidate|change)$/,
]

/** A record without what no two runs have in common. */
export function withoutFigures(record: RunRecord): Json {
  return strip(JSON.parse(JSON.stringify(record)) as Json, '')
}

function strip(value: Json, within: string): Json {
  if (Array.isArray(value)) return value.map((item) => strip(item, within))
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(
    ([name, inner]) => !isFigure(name, inner) && !(within === 'image' && name === 'id'),
  )
  return Object.fromEntries(kept.map(([name, inner]) => [name, strip(inner, name)]))
}

/** A variant's role is a name for more than its figures: only numbers are left out under it. */
const isFigure = (name: string, inner: Json): boolean =>
  measured.some((pattern) => pattern.test(name)) &&
  (typeof inner !== 'object' || name === 'run' || name === 'machine' || name === 'cachedSteps')
