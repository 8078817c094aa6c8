import { createHash } from 'node:crypto'
import type { BlobDraft, BlobWriter } from '../../core/domain/blobs.js'
import { namedDigest } from '../archive-contents.js'
import { unreadableArchive } from '../archive-error.js'
import type { LayerBlob } from '../layer.js'
import { makeGzip } from './gzip-blocks.js'
import { type Descriptor, layerTypes } from './manifest.js'

/** A layer as it lies in the layout, or will once it is kept. */
export interface PackedLayer {
  readonly descriptor: Descriptor
  /** Of the plain tar, where the archive held that. */
  readonly diffId?: string
  /** Absent where the layout has it already. */
  readonly draft?: BlobDraft
}

/** By the digest under which an archive names a layer: what the layout holds it as. */
export type KnownLayers = Map<string, Descriptor>

/** Writes a layer beside the blobs that are whole: compressed where it came plain, else as it is. */
export async function draftLayer(
  { bytes, compression }: LayerBlob,
  path: string,
  { blobs, known, drafts }: { blobs: BlobWriter; known: KnownLayers; drafts: BlobDraft[] },
): Promise<PackedLayer> {
  const named = namedDigest(path)
  const there = named === undefined ? undefined : known.get(named)
  if (named !== undefined && there !== undefined)
    return { descriptor: there, ...(compression === 'none' && { diffId: named }) }
  const draft = await blobs.begin()
  drafts.push(draft)
  const stored = createHash('sha256')
  let size = 0
  const write = async (chunk: Buffer) => {
    stored.update(chunk)
    size += chunk.length
    await draft.write(chunk)
  }
  const plain = compression === 'none' ? createHash('sha256') : undefined
  const gzip = plain && makeGzip(write)
  for await (const chunk of bytes) {
    plain?.update(chunk)
    await (gzip?.write ?? write)(chunk)
  }
  await gzip?.end()
  const digest = `sha256:${stored.digest('hex')}`
  const diffId = plain && `sha256:${plain.digest('hex')}`
  if (named !== undefined && named !== (diffId ?? digest))
    throw unreadableArchive(`the content of ${path} is ${diffId ?? digest}`)
  const mediaType = layerTypes[compression === 'zstd' ? 'zstd' : 'gzip']
  return { descriptor: { mediaType, digest, size }, ...(diffId && { diffId }), draft }
}
