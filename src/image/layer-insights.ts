import type { LayerInsight } from '../core/domain/image/insight.js'
import type { ImageContents } from './contents.js'
import { stepsOfLayers } from './image-config.js'
import type { ImageView } from './view/image-view.js'

/** Layer by layer: what made it, what it did, and how much of it later layers hid. */
export function describeLayers({ image, config }: ImageContents, view: ImageView): readonly LayerInsight[] {
  const steps = stepsOfLayers(config, image.layers.length)
  const hiddenBytes = new Map<number, number>()
  for (const { layer, sizeBytes } of view.hidden)
    hiddenBytes.set(layer, (hiddenBytes.get(layer) ?? 0) + sizeBytes)
  return image.layers.map((layer, index) => {
    const step = steps[index]
    const { added = 0, changed = 0, removed = 0 } = view.changes[index] ?? {}
    return {
      ...layer,
      ...(step?.createdBy && { createdBy: step.createdBy }),
      ...(step?.created && { created: step.created }),
      added,
      changed,
      removed,
      hiddenBytes: hiddenBytes.get(index) ?? 0,
    }
  })
}
