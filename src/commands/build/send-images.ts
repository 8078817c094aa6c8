import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobWriter } from '../../core/domain/blobs.js'
import { EnvironmentError } from '../../core/domain/errors.js'
import type { PreparedFact } from '../../core/domain/facts.js'
import type { Failure, FailureReason } from '../../core/domain/failure.js'
import type { Prepared } from '../../core/domain/instance.js'
import type { PartImage } from '../../core/domain/part.js'
import type { PlanDocument, TravellingImage, TravellingImages } from '../../core/domain/plan.js'
import { type VariantRef, variantKey } from '../../core/domain/variant.js'
import { quantity } from '../../core/findings/quantity.js'
import { blobReader, openBlobWriter } from '../../files/blob-folder.js'
import { makeFolders } from '../../files/make-folders.js'
import { writeWhole } from '../../files/write-file.js'
import type { KnownLayers } from '../../image/layout/keep-layer.js'
import { manifestType } from '../../image/layout/manifest.js'
import { type PackedImage, packImage } from '../../image/layout/pack-image.js'
import { imagesName, readImages } from '../read-travelled.js'

/** Sends images on, one after the other: layers that several share are written once. */
export interface Sender {
  send(prepared: Prepared, fact: PreparedFact, request: SendRequest): Promise<Sent>
  /** What the others are told of a variant that cannot be made. */
  tellUnmade(ref: VariantRef, reason: FailureReason): Promise<void>
  /** Those that went out whole. */
  sent(): readonly PartImage[]
}

interface SendRequest {
  readonly signal: AbortSignal
  readonly onLine: (line: string) => void
}

export type Sent =
  | { readonly outcome: 'sent'; readonly note: string }
  | { readonly outcome: 'failed'; readonly failure: Failure }

/**
 * Into a folder: an OCI layout, or where a registry takes the images only `images.json`, which is written last and anew after
 * each image. What the folder holds of the same plan stays, but for these variants.
 */
export async function openSender(
  plan: PlanDocument,
  folder: string,
  refs: readonly VariantRef[],
): Promise<Sender> {
  const ownKeys = new Set(refs.map(variantKey))
  const hasBegun = await stat(join(folder, imagesName)).catch(() => undefined)
  const before = hasBegun ? await readImages(folder, plan) : undefined
  const ofOthers = ({ ref }: { readonly ref: VariantRef }) => !ownKeys.has(variantKey(ref))
  const images = (before?.images ?? []).filter(ofOthers)
  const unmade = (before?.unmade ?? []).filter(ofOthers)
  await makeFolders(folder).catch((cause: Error) => {
    throw new EnvironmentError(
      `cannot make ${folder}: ${cause.message}`,
      'name another folder with --images',
      {
        cause,
      },
    )
  })
  const { travel } = plan
  const repository = travel?.by === 'registry' ? travel.repository : undefined
  const layout = repository === undefined ? await openLayout(folder) : undefined
  const writeNames = async () => {
    await layout?.writeIndex(images)
    const named: TravellingImages = {
      imagesVersion: 1,
      plan: plan.id,
      images,
      ...(unmade.length > 0 && { unmade }),
    }
    await writeWhole(join(folder, imagesName), `${JSON.stringify(named, null, 2)}\n`)
  }
  await writeNames()
  return {
    async send(prepared, fact, request) {
      try {
        const made = layout
          ? await layout.pack(prepared, fact, request)
          : await push(prepared, fact, repository ?? '', request)
        if (made.outcome === 'failed') return made
        images.push({ ref: fact.ref, ...made.image })
        await writeNames()
        return { outcome: 'sent', note: made.note }
      } catch (error) {
        return { outcome: 'failed', failure: failureOf(error, request.signal) }
      }
    },
    async tellUnmade(ref, reason) {
      unmade.push({ ref, reason })
      await writeNames()
    },
    sent: () =>
      images
        .filter(({ ref }) => ownKeys.has(variantKey(ref)))
        .map(({ ref, configDigest }) => ({ ref, configDigest })),
  }
}

type Made =
  | { readonly outcome: 'made'; readonly image: Omit<TravellingImage, 'ref'>; readonly note: string }
  | { readonly outcome: 'failed'; readonly failure: Failure }

async function openLayout(folder: string) {
  const blobs = await openBlobWriter(folder)
  const known: KnownLayers = new Map()
  await writeWhole(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  return {
    async pack(prepared: Prepared, fact: PreparedFact, { signal }: SendRequest): Promise<Made> {
      const packed = await read(prepared, fact, { blobs, known, signal })
      if (packed.outcome === 'unreadable') return { outcome: 'failed', failure: unsent(packed.failure) }
      const { image, newBytes } = packed
      return { outcome: 'made', image, note: `${quantity(newBytes, 'bytes')} written` }
    },
    async writeIndex(images: readonly TravellingImage[]) {
      const reader = blobReader(folder)
      const manifests = await Promise.all(
        images.map(async ({ manifestDigest, platform, ref }) => ({
          mediaType: manifestType,
          digest: manifestDigest,
          size: (await reader.sizeOf(manifestDigest)) ?? 0,
          platform: platformOf(platform),
          annotations: { 'org.opencontainers.image.ref.name': refName(ref) },
        })),
      )
      const index = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests }
      await writeWhole(join(folder, 'index.json'), `${JSON.stringify(index, null, 2)}\n`)
    },
  }
}

async function push(
  prepared: Prepared,
  fact: PreparedFact,
  repository: string,
  { signal, onLine }: SendRequest,
): Promise<Made> {
  const about = await describe(prepared, fact, signal)
  if (about.outcome === 'unreadable') return { outcome: 'failed', failure: unsent(about.failure) }
  const pushed = await prepared.push?.({ repository, signal, onLine })
  if (pushed === undefined) throw new Error(`${variantKey(fact.ref)} cannot be pushed`)
  if (pushed.outcome === 'failed') return pushed
  const pull = `${repository}@${pushed.digest}`
  const image = { ...about.image, manifestDigest: pushed.digest, pull }
  return { outcome: 'made', image, note: `pushed as ${pull}` }
}

/** As it was read when it was prepared; else it is read once more, and what is read goes nowhere. */
async function describe(prepared: Prepared, fact: PreparedFact, signal: AbortSignal): Promise<PackedImage> {
  if (fact.image === undefined) return read(prepared, fact, { blobs: nowhere, known: new Map(), signal })
  const { id, platform, layers } = fact.image
  const diffIds = layers.map(({ diffId }) => diffId)
  return {
    outcome: 'packed',
    image: { configDigest: id, diffIds, platform, manifestDigest: '' },
    newBytes: 0,
  }
}

const nowhere: BlobWriter = {
  begin: async () => ({ write: async () => {}, keep: async () => {}, drop: async () => {} }),
}

async function read(
  { openImage }: Prepared,
  { image }: PreparedFact,
  request: { readonly blobs: BlobWriter; readonly known: KnownLayers; readonly signal: AbortSignal },
): Promise<PackedImage> {
  if (openImage === undefined) throw new Error('there is no image to send')
  const choice = image === undefined ? {} : { defaultPlatform: image.platform }
  return packImage(await openImage(request.signal).openArchive(), { ...request, ...choice })
}

const refName = ({ service, role, revision }: VariantRef): string =>
  `${service}-${role}${revision === 'base' ? '-base' : ''}`

function platformOf(platform: string) {
  const [os, architecture, variant] = platform.split('/')
  return { os, architecture, ...(variant === undefined ? {} : { variant }) }
}

/** A fault of what carries images, never of the variant. */
const unsent = (failure: Failure): Failure =>
  failure.reason === 'cancelled'
    ? failure
    : { ...failure, reason: 'shard-lost', message: `its image could not be sent on: ${failure.message}` }

function failureOf(error: unknown, signal: AbortSignal): Failure {
  if (signal.aborted) return { reason: 'cancelled', message: 'cancelled' }
  const message = error instanceof Error ? error.message : String(error)
  const isFull = /no space left on device|disk quota exceeded|ENOSPC|EDQUOT/i.test(message)
  const advice = error instanceof EnvironmentError ? `; ${error.advice}` : ''
  return {
    reason: isFull ? 'disk-full' : 'shard-lost',
    message: `its image could not be sent on: ${message}${advice}`,
  }
}
