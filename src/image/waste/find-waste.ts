import type { WastedFile, WasteInsight, WastePair } from '../../core/domain/image/insight.js'
import type { ImageContents } from '../contents.js'
import type { Hidden, ImageView } from '../view/image-view.js'
import { diveFigures } from './dive-figures.js'

const mostPairs = 50
const mostFiles = 50

/** Bytes that are in a layer and that no container sees: exactly what the layers hold beyond the final view. */
export function findWaste({ layers }: ImageContents, { hidden }: ImageView): WasteInsight {
  return {
    wastedBytes: hidden.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    byLayers: byLayers(hidden).slice(0, mostPairs),
    files: [...hidden].sort(largestFirst).slice(0, mostFiles).map(wastedFile),
    dive: diveFigures(layers),
  }
}

function byLayers(hidden: readonly Hidden[]): readonly WastePair[] {
  const pairs = new Map<string, WastePair>()
  for (const { layer, by, how, sizeBytes } of hidden) {
    const key = `${layer} ${by} ${how}`
    const { files = 0, wastedBytes = 0 } = pairs.get(key) ?? {}
    pairs.set(key, { layer, by, how, files: files + 1, wastedBytes: wastedBytes + sizeBytes })
  }
  return [...pairs.values()].sort((a, b) => b.wastedBytes - a.wastedBytes || a.layer - b.layer || a.by - b.by)
}

const wastedFile = ({ path, layer, by, how, sizeBytes }: Hidden): WastedFile => ({
  path,
  layer,
  by,
  how,
  wastedBytes: sizeBytes,
})

const largestFirst = (a: Hidden, b: Hidden): number =>
  b.sizeBytes - a.sizeBytes || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.layer - b.layer)
