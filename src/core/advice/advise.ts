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
    ...fromContext(context, insight),
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
    const { place, createdBy = '' } = insight.layers[layer] ?? {}
    const byCommand = createdBy !== '' && !/^(?:COPY|ADD)\b|#\(nop\)/.test(createdBy)
    return [
      {
        kind: 'leftover',
        leftover: kind,
        savedBytes: sizeBytes,
        layer,
        ...(byCommand && { byCommand }),
        largest,
        ...(place && { place }),
      },
    ]
  })
}

function fromContext(context: ContextInsight | undefined, insight: ImageInsight): readonly Advice[] {
  const isTaken = takenByBase(insight)
  return (context?.lines ?? [])
    .filter(({ kind, line }) => kind !== 'not-copied' || !isTaken(line))
    .map((ignore) => ({
      kind: 'ignore-line',
      savedBytes: ignore.savedBytes,
      ignore,
      file: context?.ignoreFileToWrite ?? '',
    }))
}

/** What an ONBUILD of the base copies is in no instruction of the Dockerfile, and in the history as any other copy. */
function takenByBase({ layers }: ImageInsight): (line: string) => boolean {
  const sources = layers.flatMap(({ place, createdBy = '' }) => {
    const [, words = ''] = /^(?:COPY|ADD)\s+(.*?)(?:\s*# buildkit)?$/s.exec(createdBy) ?? []
    return place === undefined ? words.split(/\s+/).slice(0, -1) : []
  })
  const plain = (path: string): string => path.replace(/^(?:\.?\/)+|\/+$/g, '').replace(/^\.$/, '')
  return (line) =>
    sources.some((source) => {
      if (source.startsWith('--') || source.startsWith('/')) return false
      const [taken, left] = [plain(source), plain(line)]
      return taken === '' || taken === left || taken.startsWith(`${left}/`) || left.startsWith(`${taken}/`)
    })
}
