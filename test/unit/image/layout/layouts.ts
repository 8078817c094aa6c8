import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { blobReader, openBlobWriter } from '../../../../src/files/blob-folder.js'
import type { KnownLayers } from '../../../../src/image/layout/keep-layer.js'
import { layoutArchive } from '../../../../src/image/layout/layout-archive.js'
import { type PackedImage, packImage } from '../../../../src/image/layout/pack-image.js'
import { layouts, streamOf, type TestImage, tarOf } from '../archives.js'

const about = { what: 'api candidate', remedy: 'run build shard 1 again' }

/** A folder that takes images, gone when the test ends. */
export async function makeLayoutFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'container-migrate-layout-'))
  const known: KnownLayers = new Map()
  const blobs = await openBlobWriter(folder)
  return {
    folder,
    blobs: () => readdir(join(folder, 'blobs', 'sha256')),
    pathOf: (digest: string) => join(folder, 'blobs', digest.replace(':', '/')),
    packStream: (stream: Readable, signal: AbortSignal = new AbortController().signal) =>
      packImage(stream, { blobs, known, signal }),
    pack: async (image: TestImage, as: keyof typeof layouts = 'new docker') =>
      imageOf(
        await packImage(streamOf(await tarOf(layouts[as](image))), {
          blobs,
          known,
          signal: new AbortController().signal,
        }),
      ),
    unpack: (image: Packed) =>
      layoutArchive(
        {
          image: { ...image, ref: { service: 'api', role: 'candidate', revision: 'head' } },
          blobs: blobReader(folder),
          about,
        },
        'container-migrate/api-candidate:1',
      ),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

type Packed = Extract<PackedImage, { readonly outcome: 'packed' }>['image']

function imageOf(packed: PackedImage): Packed {
  if (packed.outcome === 'packed') return packed.image
  throw new Error(packed.failure.message)
}
