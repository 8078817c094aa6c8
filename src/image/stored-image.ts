import type { StoredImage, StoredLayer } from '../core/domain/engine-image.js'
import { cancelledReading } from './archive-error.js'
import type { ArchivedImage } from './archive-images.js'
import type { ByteSource } from './byte-source.js'
import { sampledAs } from './digest/sampling.js'
import { parseDocument } from './documents.js'
import { type KnownSize, type KnownSizes, readKnowing } from './known-sizes.js'
import { type LayerReading, type ReadLayerOptions, readLayer } from './layer.js'

interface ReadStoredOptions extends ReadLayerOptions {
  readonly sizes: KnownSizes | undefined
  readonly signal: AbortSignal | undefined
}

/** An image as its engine keeps it; undefined where anything of it could not be read so. */
export async function readStored(
  stored: StoredImage,
  id: string,
  options: ReadStoredOptions,
): Promise<ArchivedImage | undefined> {
  const document = parseDocument(Buffer.from(stored.config))
  if (document?.kind !== 'config') return undefined
  const readings = new Map<string, LayerReading>()
  try {
    for (const layer of stored.layers) {
      // An archive holds it once, however often the image has it.
      if (readings.has(layer.diffId)) continue
      const reading = await readStoredLayer(layer, options)
      if (reading.outcome !== 'read') return undefined
      readings.set(layer.diffId, reading)
    }
  } catch {
    if (options.signal?.aborted) throw cancelledReading()
    // The engine's own export says what is wrong with an image; what is wrong with its store concerns nobody.
    return undefined
  }
  const { platform, config, diffIds } = document
  const layers = diffIds.map((diffId) => {
    const reading = readings.get(diffId)
    return { path: diffId, diffId, ...(reading && { reading }) }
  })
  return { id, names: [], platform, config, engineChoice: true, layers }
}

/** The engine keeps layers plain. What is wanted of all its bytes comes in large pieces. */
function readStoredLayer(layer: StoredLayer, options: ReadStoredOptions): Promise<LayerReading> {
  const { sizes, signal, pullSize, digests, contentHashes } = options
  const read = async (known?: KnownSize) => {
    const storedBytes = await layer.measure(signal)
    const isDeflated = known === undefined && sampledAs(pullSize, storedBytes) === undefined
    const isWhole = isDeflated || digests === 'verified' || contentHashes
    const bytes: ByteSource = isWhole ? layer.readAll(signal) : layer.readSome(signal)
    return readLayer({ bytes, storedBytes, compression: 'none', ...(known && { known }) }, options)
  }
  return sizes === undefined ? read() : readKnowing(sizes, layer.diffId, options, read)
}
