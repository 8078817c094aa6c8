import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { BlobReader } from '../../core/domain/blobs.js'
import { StreamFailure } from '../../core/domain/errors.js'
import type { TravellingImage } from '../../core/domain/plan.js'
import { parseDocument } from '../documents.js'
import { type Descriptor, isDigest, manifestType } from './manifest.js'
import { tarEnd, tarHeader, tarPadding } from './tar-out.js'

export interface LayoutImage {
  readonly image: TravellingImage
  readonly blobs: BlobReader
  /** Whose it is, and what sends it anew; for whoever reads that it is damaged. */
  readonly about: { readonly what: string; readonly remedy: string }
}

/**
 * One image of a layout, and only its own blobs, as an archive that every engine loads. What names the image comes last,
 * so an engine that was sent a wrong byte has no image of it.
 */
export const layoutArchive = (layout: LayoutImage, name: string): Readable =>
  Readable.from(archiveBytes(layout, name), { objectMode: false })

async function* archiveBytes(layout: LayoutImage, name: string): AsyncGenerator<Buffer, void, undefined> {
  const { image, blobs } = layout
  const manifest = await readDocument(layout, image.manifestDigest)
  const { config, layers } = parseManifest(layout, manifest)
  const configBytes = await readDocument(layout, image.configDigest)
  const document = parseDocument(configBytes)
  if (document?.kind !== 'config' || document.diffIds.join() !== image.diffIds.join())
    throw refused(layout, `its config ${image.configDigest} does not have the layers that images.json says`)
  const distinct = [...new Map(layers.map((layer) => [layer.digest, layer])).values()]
  // All are looked for before the first is sent.
  for (const layer of distinct) await requireBlob(layout, layer)
  yield* file(pathOf(image.manifestDigest), manifest)
  yield* file(pathOf(config), configBytes)
  for (const { digest, size } of distinct) {
    yield tarHeader(pathOf(digest), size)
    yield* proven(layout, digest, blobs.read(digest))
    yield tarPadding(size)
  }
  const descriptor = { mediaType: manifestType, digest: image.manifestDigest, size: manifest.length }
  const annotations = { 'io.containerd.image.name': `docker.io/${name}` }
  yield* file('oci-layout', json({ imageLayoutVersion: '1.0.0' }))
  yield* file('index.json', json({ schemaVersion: 2, manifests: [{ ...descriptor, annotations }] }))
  const layerPaths = layers.map(({ digest }) => pathOf(digest))
  yield* file('manifest.json', json([{ Config: pathOf(config), RepoTags: [name], Layers: layerPaths }]))
  yield tarEnd
}

function* file(path: string, bytes: Buffer): Generator<Buffer, void, undefined> {
  yield tarHeader(path, bytes.length)
  yield bytes
  yield tarPadding(bytes.length)
}

const pathOf = (digest: string): string => `blobs/${digest.replace(':', '/')}`

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

async function* proven(
  layout: LayoutImage,
  digest: string,
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of bytes) {
      hash.update(chunk)
      yield chunk
    }
  } catch (error) {
    throw refused(
      layout,
      `its blob ${digest} cannot be read: ${error instanceof Error ? error.message : error}`,
    )
  }
  const found = `sha256:${hash.digest('hex')}`
  if (found !== digest) throw refused(layout, `its blob ${digest} is damaged: its content is ${found}`)
}

async function requireBlob(layout: LayoutImage, { digest, size }: Pick<Descriptor, 'digest' | 'size'>) {
  const found = await layout.blobs.sizeOf(digest)
  if (found === undefined) throw refused(layout, `its blob ${digest} is not there`)
  if (found !== size)
    throw refused(layout, `its blob ${digest} is damaged: it has ${found} bytes, its manifest says ${size}`)
}

/** As much as any engine takes of a manifest or a config. */
const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024

async function readDocument(layout: LayoutImage, digest: string): Promise<Buffer> {
  const size = await layout.blobs.sizeOf(digest)
  if (size === undefined) throw refused(layout, `its blob ${digest} is not there`)
  if (size > MAX_DOCUMENT_BYTES)
    throw refused(layout, `its blob ${digest} is damaged: it has ${size} bytes and should be a document`)
  const parts: Buffer[] = []
  for await (const chunk of proven(layout, digest, layout.blobs.read(digest))) parts.push(chunk)
  return Buffer.concat(parts)
}

function parseManifest(layout: LayoutImage, bytes: Buffer) {
  const document = parseDocument(bytes)
  if (document?.kind !== 'manifest' || document.config !== layout.image.configDigest)
    throw refused(
      layout,
      `its manifest ${layout.image.manifestDigest} is not of the config that images.json says`,
    )
  const layers = document.layers.map(({ digest, sizeBytes }) => ({ digest, size: sizeBytes }))
  if (layers.length !== layout.image.diffIds.length || !layers.every(({ digest }) => isDigest(digest)))
    throw refused(
      layout,
      `its manifest ${layout.image.manifestDigest} does not name the layers of its config`,
    )
  return { config: document.config, layers }
}

const refused = ({ about }: LayoutImage, why: string): StreamFailure =>
  new StreamFailure({
    reason: 'shard-lost',
    message: `the image of ${about.what} did not arrive whole: ${why}; ${about.remedy}`,
  })
