import type { Advice } from '../domain/image/advice.js'
import type { ContextInsight } from '../domain/image/context.js'
import type { ImageInsight, Leftover } from '../domain/image/insight.js'

const leastBytes = 1_000_000
const leastShare = 0.01

/** What would make this image, and its build's context, smaller: what saves most first, nothing that saves little. */
export function advise(insight: ImageInsight, context?: ContextInsight): readonly Advice[] {
  const least = Math.max(leastBytes, insight.sizes.unpackedBytes * leastShare)
  return [
    ...fromWaste(insight),
    ...fromRewritten(insight),
    ...fromLeftovers(insight),
    ...fromContext(context),
  ]
    .filter(({ savedBytes }) => savedBytes >= least)
    .sort((one, other) => other.savedBytes - one.savedBytes || (one.kind < other.kind ? -1 : 1))
}

/** What the user's own Dockerfile made: by its lines where they are known, else all but the lowest layer. */
function isOwn({ layers }: ImageInsight): (layer: number) => boolean {
  const isTraced = layers.some(({ place }) => place !== undefined)
  return (layer) => (isTraced ? layers[layer]?.place !== undefined : layer > 0 && layer < layers.length)
}

function fromWaste(insight: ImageInsight): readonly Advice[] {
  const { waste, layers, rewritten = [] } = insight
  const own = isOwn(insight)
  return waste.byLayers.flatMap(({ layer, by, how, files, wastedBytes }): Advice[] => {
    // What the base holds stays in it, whatever is done to it later.
    if (how === 'masked' || layer === by || !own(layer) || !own(by)) return []
    const again =
      how === 'replaced' ? rewritten.find((one) => one.layer === layer && one.by === by) : undefined
    const [place, byPlace] = [layers[layer]?.place, layers[by]?.place]
    return [
      {
        kind: how === 'removed' ? 'removed-later' : 'replaced-later',
        savedBytes: wastedBytes - (again?.sizeBytes ?? 0),
        layer,
        by,
        files: files - (again?.files ?? 0),
        largest: waste.files
          .filter((one) => one.layer === layer && one.by === by && one.how === how)
          .slice(0, 3)
          .map(({ path, wastedBytes: sizeBytes }) => ({ path, sizeBytes })),
        ...(place && { place }),
        ...(byPlace && { byPlace }),
      },
    ]
  })
}

function fromRewritten(insight: ImageInsight): readonly Advice[] {
  const own = isOwn(insight)
  return (insight.rewritten ?? []).flatMap(({ layer, by, files, sizeBytes, largest }): Advice[] => {
    if (!own(by)) return []
    const [place, byPlace] = [insight.layers[layer]?.place, insight.layers[by]?.place]
    const known = { ...(place && { place }), ...(byPlace && { byPlace }) }
    return [{ kind: 'rewritten', savedBytes: sizeBytes, layer, by, files, largest, ...known }]
  })
}

function fromLeftovers(insight: ImageInsight): readonly Advice[] {
  const own = isOwn(insight)
  return (insight.leftovers ?? []).flatMap(({ kind, layer, sizeBytes, largest }: Leftover): Advice[] => {
    if (!own(layer)) return []
    const place = insight.layers[layer]?.place
    return [
      { kind: 'leftover', leftover: kind, savedBytes: sizeBytes, layer, largest, ...(place && { place }) },
    ]
  })
}

const fromContext = (context: ContextInsight | undefined): readonly Advice[] =>
  (context?.lines ?? []).map((ignore) => ({
    kind: 'ignore-line',
    savedBytes: ignore.savedBytes,
    ignore,
    file: context?.ignoreFileToWrite ?? '',
  }))
