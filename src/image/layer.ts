import type { ByteSource, FileStretch } from './byte-source.js'
import { type Compression, InflateError } from './compression.js'
import type { LayerEntry } from './contents.js'
import { type DigestingLayer, digestLayer } from './digest/layer-digest.js'
import { sampledSize } from './digest/sampled-size.js'
import { type PullSize, sampledAs } from './digest/sampling.js'
import { type GzipSize, makeGzipSize } from './gzip-size.js'
import { inflate } from './inflate.js'
import type { KnownSize } from './known-sizes.js'
import { type Listing, type ListingOptions, makeListing } from './layer-listing.js'
import type { ReadBudget } from './read-limits.js'
import { makeTarWalk } from './tar.js'
import { TarError } from './tar-error.js'

/** What a blob of an archive holds, read as a layer. Bad ones are data: the chosen image may not need them. */
export type LayerReading =
  | {
      readonly outcome: 'read'
      /** The digest of the plain tar; absent where the engine is believed. */
      readonly diffId?: string
      readonly unpackedBytes: number
      readonly entries: readonly LayerEntry[]
      readonly fileDigests?: Uint8Array
      /** The blob as it lies in the archive. */
      readonly storedBytes: number
      readonly compressedBytes: number
      readonly compressedEstimated: boolean
      /** The standard error of an estimate from samples. */
      readonly compressedErrorBytes?: number
    }
  | { readonly outcome: 'damaged' | 'unsupported'; readonly why: string }

export interface LayerBlob {
  readonly bytes: ByteSource
  readonly storedBytes: number
  readonly compression: Compression
  /** What a plain one takes compressed, where that is known. */
  readonly known?: KnownSize
}

export interface ReadLayerOptions extends ListingOptions {
  readonly pullSize: PullSize
  readonly digests: 'verified' | 'engine'
}

export async function readLayer(blob: LayerBlob, options: ReadLayerOptions): Promise<LayerReading> {
  const { compression, storedBytes, known } = blob
  const isPlain = compression === 'none'
  const isSized = isPlain && known === undefined
  const sampledHow = isSized ? sampledAs(options.pullSize, storedBytes) : undefined
  const isVerified = options.digests === 'verified'
  const digesting = digestLayer(storedBytes, {
    isVerified,
    hasFiles: options.contentHashes,
    sampled: sampledHow,
  })
  const gzipSize = isSized && sampledHow === undefined ? makeGzipSize() : undefined
  const listing = makeListing(options, digesting)
  try {
    // Samples alone are taken of what goes by.
    const file = isPlain && (isVerified || options.contentHashes) ? blob.bytes.file : undefined
    await walkLayer(blob, { listing, digesting, gzipSize, file, budget: options.budget })
  } catch (error) {
    await digesting.drop()
    return badReading(error)
  }
  const { sha256, files, samples } = await digesting.end()
  const sampled = sampledHow && sampledSize(samples, storedBytes)
  const { bytes: compressedBytes = await gzipSize?.end(), errorBytes } = known ?? sampled ?? {}
  const { entries } = listing
  return {
    outcome: 'read',
    ...(sha256 !== undefined && { diffId: `sha256:${sha256}` }),
    unpackedBytes: entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    entries,
    ...(options.contentHashes && { fileDigests: files }),
    storedBytes,
    compressedBytes: compressedBytes ?? storedBytes,
    compressedEstimated: isPlain,
    ...(errorBytes !== undefined && { compressedErrorBytes: errorBytes }),
  }
}

interface Readers {
  readonly listing: Listing
  readonly digesting: DigestingLayer
  readonly gzipSize: GzipSize | undefined
  /** Where all of it may be digested from. */
  readonly file: FileStretch | undefined
  readonly budget: ReadBudget
}

/** It passes over what nobody wants to see, where it can; of a file the digest is made elsewhere. */
async function walkLayer(
  { bytes, compression, storedBytes }: LayerBlob,
  { listing, digesting, gzipSize, file, budget }: Readers,
): Promise<void> {
  const walk = makeTarWalk()
  const isPlain = compression === 'none'
  const skip = isPlain && gzipSize === undefined ? bytes.skip : undefined
  let position = 0
  for await (const chunk of isPlain ? bytes : inflate(bytes, compression)) {
    if (!isPlain) budget.unpacked(chunk.length)
    for (const event of walk.feed(chunk)) listing.take(event)
    position += chunk.length
    if (file === undefined) await digesting.write(chunk)
    if (skip) {
      const rest = Math.min(
        storedBytes - position,
        file ? Number.POSITIVE_INFINITY : digesting.unwantedBytes(),
      )
      const passed = walk.ended ? rest : Math.min(walk.passableBytes, listing.unwantedBytes(), rest)
      listing.pass(passed)
      if (!walk.ended) for (const event of walk.pass(passed)) listing.take(event)
      if (file === undefined) digesting.pass(passed)
      skip(passed)
      position += passed
    }
    if (file !== undefined) await digesting.advance(file, position)
    await gzipSize?.write(chunk)
  }
  walk.end()
}

function badReading(error: unknown): LayerReading {
  if (error instanceof TarError) return { outcome: 'damaged', why: `its tar is damaged: ${error.message}` }
  if (error instanceof InflateError) {
    return { outcome: error.unsupported ? 'unsupported' : 'damaged', why: error.message }
  }
  throw error
}
