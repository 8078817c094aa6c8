import type { ImageFact, LayerFact } from './facts.js'

/** 19 of 20 estimates are no further from the truth than so many standard errors. */
const STANDARD_ERRORS = 2

/** How far an image's pull size may be off; undefined where nothing of it is guessed from samples. */
export const pullErrorBytes = ({ layers }: Pick<ImageFact, 'layers'>): number | undefined =>
  errorOf([...byDigest(layers).values()])

/** The same of the difference between two. A layer that both have is off in both by the same. */
export function pullDifferenceError(one: ImageFact, other: ImageFact): number | undefined {
  const [ofOne, ofOther] = [byDigest(one.layers), byDigest(other.layers)]
  const isShared = ({ diffId }: LayerFact): boolean => ofOne.has(diffId) && ofOther.has(diffId)
  return errorOf([...ofOne.values(), ...ofOther.values()].filter((layer) => !isShared(layer)))
}

/** An engine pulls a layer once however often the image uses it. */
const byDigest = (layers: readonly LayerFact[]): ReadonlyMap<string, LayerFact> =>
  new Map(layers.map((layer) => [layer.diffId, layer]))

/** The errors of layers are apart from each other, so their squares add up. */
function errorOf(layers: readonly LayerFact[]): number | undefined {
  const errors = layers.flatMap(({ compressedErrorBytes }) => compressedErrorBytes ?? [])
  if (errors.length === 0) return undefined
  return Math.round(STANDARD_ERRORS * Math.hypot(...errors))
}
