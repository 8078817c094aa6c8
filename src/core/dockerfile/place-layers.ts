import type { ImageInsight, Leftover } from '../domain/image/insight.js'
import type { Place } from '../domain/variant.js'
import type { FinalChain } from './final-chain.js'
import { type MadeStep, traceLayers } from './trace-layers.js'

/** The same insight with the line of the Dockerfile that made each layer. */
export function placeLayers(
  insight: ImageInsight,
  history: readonly MadeStep[],
  { steps }: FinalChain,
  file: string,
): ImageInsight {
  const traced = traceLayers(history, steps, insight.layers.length)
  // What another stage made came with no context, whatever its name; only the Dockerfile tells.
  const isOfStage = ({ kind, layer }: Leftover): boolean =>
    (kind === 'virtual-environments' || kind === 'version-control') &&
    traced[layer]?.flags.some((flag) => flag.startsWith('--from=')) === true
  const leftovers = insight.leftovers?.filter((one) => !isOfStage(one))
  return {
    ...insight,
    ...(leftovers && { leftovers }),
    layers: insight.layers.map((layer, index) => {
      const instruction = traced[index]
      return instruction === undefined
        ? layer
        : { ...layer, place: { file, line: instruction.line, column: instruction.column } }
    }),
  }
}

/** Where to change what a layer holds, for findings about it. */
export const placeOfLayer = ({ layers }: ImageInsight, index: number): Place | undefined =>
  layers[index]?.place
