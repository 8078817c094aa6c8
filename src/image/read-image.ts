import type { ArchiveStream } from '../core/domain/archive-stream.js'
import type { EngineImage } from '../core/domain/engine-image.js'
import type { ImageFact, LayerFact } from '../core/domain/facts.js'
import type { Failure } from '../core/domain/failure.js'
import { pullErrorBytes } from '../core/domain/pull-error.js'
import { namedDigest, readContents } from './archive-contents.js'
import { ArchiveError, unreadableArchive, unreadableImage } from './archive-error.js'
import { type ArchivedImage, type ArchivedLayer, listImages } from './archive-images.js'
import type { ArchiveFile } from './byte-source.js'
import type { Probe } from './capture/probe.js'
import { chooseImage, type PlatformChoice } from './choose-image.js'
import type { ImageContents, LayerContents } from './contents.js'
import { besideThread } from './digest/digest-desk.js'
import type { PullSize } from './digest/sampling.js'
import { type KnownSize, type KnownSizes, readKnowing } from './known-sizes.js'
import { type ReadLayerOptions, readLayer } from './layer.js'
import { openArchive } from './open-archive.js'
import { defaultLimits, makeBudget, type ReadBudget, type ReadLimits } from './read-limits.js'
import { readStored } from './stored-image.js'

export interface ReadImageOptions extends PlatformChoice {
  readonly signal?: AbortSignal
  /** `deflated` by default. */
  readonly pullSize?: PullSize
  /**
   * Whose word a layer's digest is: `verified`, the default, makes it of the bytes; `engine` believes what the config says.
   * For an engine's own export only: it is the engine that runs what it exports, and nobody stands in between. Who
   * changed its layers could change its config as well.
   */
  readonly digests?: 'verified' | 'engine'
  /** What layers of other images were found to take compressed; where the engine is believed. */
  readonly sizes?: KnownSizes
  /** Digests every file too: `LayerContents.fileDigests`. */
  readonly contentHashes?: boolean
  /** What looks into the files as they go by; nothing does where it is absent. */
  readonly probes?: readonly Probe[]
  readonly limits?: Partial<ReadLimits>
}

export type ReadImage =
  | { readonly outcome: 'read'; readonly image: ImageFact; readonly contents: ImageContents }
  | { readonly outcome: 'unreadable'; readonly failure: Failure }

/**
 * Reads a docker or OCI archive in one pass, to its end. The stream is destroyed when this is done with it, the file
 * closed; a compressed archive is read as a stream wherever it lies. An image on the engine is read where the engine keeps
 * it, if this machine may, else as the archive that the engine makes of it: what is found is the same.
 */
export async function readImage(
  source: ArchiveStream | ArchiveFile | EngineImage,
  options: ReadImageOptions = {},
): Promise<ReadImage> {
  try {
    const isOnEngine = 'findStored' in source
    const inPlace = isOnEngine ? await readInPlace(source, options) : undefined
    if (inPlace !== undefined) return inPlace
    return await readArchive(isOnEngine ? await source.openArchive() : source, options)
  } catch (error) {
    if (error instanceof ArchiveError) return { outcome: 'unreadable', failure: error.failure }
    throw error
  } finally {
    if ('close' in source) await source.close()
  }
}

async function readInPlace(source: EngineImage, options: ReadImageOptions): Promise<ReadImage | undefined> {
  const stored = await source.findStored()
  if (stored === undefined) return undefined
  const image = await besideThread(() =>
    readStored(stored, source.id, {
      ...layerOptions(options, budgetOf(options)),
      sizes: sizesOf(options),
      signal: options.signal,
    }),
  )
  if (image === undefined) return undefined
  const only = { images: [image], absentPlatforms: [], problems: [], rooted: true }
  return readingOf(chooseImage(only, options))
}

async function readArchive(
  source: ArchiveStream | ArchiveFile,
  options: ReadImageOptions,
): Promise<ReadImage> {
  const budget = budgetOf(options)
  const members = openArchive(source, options.signal, budget)
  const archive = await besideThread(() =>
    readContents(members, (blob, path) => {
      const sizes = sizesOf(options)
      const diffId = blob.compression === 'none' ? namedDigest(path) : undefined
      const read = (known?: KnownSize) =>
        readLayer({ ...blob, ...(known && { known }) }, layerOptions(options, budget))
      return sizes && diffId !== undefined ? readKnowing(sizes, diffId, options, read) : read()
    }),
  )
  try {
    return readingOf(chooseImage(listImages(archive), options))
  } catch (error) {
    if (!(error instanceof ArchiveError) || archive.ended) throw error
    throw unreadableArchive(`it is cut off, for it has no end mark, and ${error.why}`)
  }
}

/** A digest that is only a name is not one to tell others by. */
const sizesOf = ({ digests, sizes }: ReadImageOptions): KnownSizes | undefined =>
  digests === 'engine' ? sizes : undefined

const budgetOf = ({ limits }: ReadImageOptions): ReadBudget => makeBudget({ ...defaultLimits, ...limits })

const layerOptions = (
  { pullSize = 'deflated', digests = 'verified', probes = [], contentHashes = false }: ReadImageOptions,
  budget: ReadBudget,
): ReadLayerOptions => ({ pullSize, digests, probes, contentHashes, budget })

function readingOf(chosen: ArchivedImage): ReadImage {
  const image = imageFact(chosen)
  return { outcome: 'read', image, contents: { image, config: chosen.config, layers: layersOf(chosen) } }
}

const layersOf = (image: ArchivedImage): readonly LayerContents[] =>
  image.layers.map(({ diffId, reading }) => {
    if (reading?.outcome !== 'read') return { diffId, entries: [] }
    const { entries, fileDigests } = reading
    return { diffId, entries, ...(fileDigests && { fileDigests }) }
  })

function imageFact(image: ArchivedImage): ImageFact {
  const layers = image.layers.map(layerFact)
  // An engine pulls a layer once however often the image uses it, but unpacks it each time.
  const pulled = [...new Map(layers.map((layer) => [layer.diffId, layer])).values()]
  const errorBytes = pullErrorBytes({ layers })
  return {
    id: image.id,
    platform: image.platform,
    layers,
    unpackedBytes: layers.reduce((sum, layer) => sum + layer.unpackedBytes, 0),
    pullBytes: pulled.reduce((sum, layer) => sum + layer.compressedBytes, 0),
    pullEstimated: pulled.some((layer) => layer.compressedEstimated),
    ...(errorBytes !== undefined && { pullErrorBytes: errorBytes }),
  }
}

function layerFact({ path, diffId, declaredBytes, reading }: ArchivedLayer): LayerFact {
  if (reading === undefined) throw unreadableImage(`its layer ${path} is not in the archive`)
  if (reading.outcome !== 'read') {
    const why = `layer ${path}: ${reading.why}`
    throw reading.outcome === 'damaged' ? unreadableArchive(why) : unreadableImage(why)
  }
  if (declaredBytes !== undefined && declaredBytes !== reading.storedBytes) {
    throw unreadableArchive(
      `layer ${path} is ${reading.storedBytes} bytes, its manifest says ${declaredBytes}`,
    )
  }
  if (reading.diffId !== undefined && reading.diffId !== diffId) {
    throw unreadableArchive(`the content of layer ${path} is ${reading.diffId}, its config says ${diffId}`)
  }
  const { compressedErrorBytes } = reading
  return {
    diffId,
    unpackedBytes: reading.unpackedBytes,
    compressedBytes: reading.compressedBytes,
    compressedEstimated: reading.compressedEstimated,
    ...(compressedErrorBytes !== undefined && { compressedErrorBytes }),
  }
}
