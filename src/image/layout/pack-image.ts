import { createHash } from 'node:crypto'
import type { ArchiveStream } from '../../core/domain/archive-stream.js'
import type { BlobDraft, BlobWriter } from '../../core/domain/blobs.js'
import type { Failure } from '../../core/domain/failure.js'
import type { TravellingImage } from '../../core/domain/plan.js'
import { readContents } from '../archive-contents.js'
import { ArchiveError, unreadableArchive, unreadableImage } from '../archive-error.js'
import { listImages } from '../archive-images.js'
import { chooseImage, type PlatformChoice } from '../choose-image.js'
import { openArchive } from '../open-archive.js'
import { defaultLimits, makeBudget } from '../read-limits.js'
import { draftLayer, type KnownLayers, type PackedLayer } from './keep-layer.js'
import { makeManifest } from './manifest.js'

export type PackedImage =
  | {
      readonly outcome: 'packed'
      readonly image: Omit<TravellingImage, 'ref' | 'pull'>
      /** Of layers that were not there before. */
      readonly newBytes: number
    }
  | { readonly outcome: 'unreadable'; readonly failure: Failure }

export interface PackRequest extends PlatformChoice {
  readonly blobs: BlobWriter
  /** What is packed already; takes in what this image adds. */
  readonly known: KnownLayers
  readonly signal: AbortSignal
}

/**
 * Reads a docker or OCI archive in one pass and writes one image of it as blobs of an OCI layout, its manifest last. No
 * blob is kept before all of them are whole. Where blobs cannot be written, that error comes out.
 */
export async function packImage(source: ArchiveStream, request: PackRequest): Promise<PackedImage> {
  const { blobs, known, signal } = request
  const drafts: BlobDraft[] = []
  try {
    const members = openArchive(source, signal, makeBudget(defaultLimits))
    const archive = await readContents(members, (blob, path) =>
      draftLayer(blob, path, { blobs, known, drafts }),
    )
    const chosen = chooseImage(listImages(archive), request)
    const layers = chosen.layers.map(({ path, diffId, reading }) => {
      if (reading === undefined) throw unreadableImage(`its layer ${path} is not in the archive`)
      if (reading.diffId !== undefined && reading.diffId !== diffId)
        throw unreadableArchive(
          `the content of layer ${path} is ${reading.diffId}, its config says ${diffId}`,
        )
      return reading
    })
    const config = [...archive.documents.values()].find(({ digest }) => digest === chosen.id)
    if (config === undefined) throw unreadableImage('its config is not in the archive')
    const newBytes = await keepLayers(layers, known)
    const size = config.bytes.length
    const manifest = makeManifest(
      { digest: chosen.id, size },
      layers.map(({ descriptor }) => descriptor),
    )
    await keepBytes(config.bytes, blobs, drafts)
    const manifestDigest = await keepBytes(Buffer.from(JSON.stringify(manifest)), blobs, drafts)
    const diffIds = chosen.layers.map(({ diffId }) => diffId)
    return {
      outcome: 'packed',
      image: { configDigest: chosen.id, diffIds, platform: chosen.platform, manifestDigest },
      newBytes,
    }
  } catch (error) {
    if (error instanceof ArchiveError) return { outcome: 'unreadable', failure: error.failure }
    throw error
  } finally {
    // What was kept is gone from its draft; the rest was of no image, or of none that is whole.
    for (const draft of drafts) await draft.drop()
  }
}

async function keepLayers(layers: readonly PackedLayer[], known: KnownLayers): Promise<number> {
  let newBytes = 0
  for (const { descriptor, diffId, draft } of layers) {
    if (draft !== undefined && !known.has(descriptor.digest)) newBytes += descriptor.size
    await draft?.keep(descriptor.digest)
    known.set(descriptor.digest, descriptor)
    if (diffId !== undefined) known.set(diffId, descriptor)
  }
  return newBytes
}

async function keepBytes(bytes: Buffer, blobs: BlobWriter, drafts: BlobDraft[]): Promise<string> {
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  const draft = await blobs.begin()
  drafts.push(draft)
  await draft.write(bytes)
  await draft.keep(digest)
  return digest
}
